package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.alphascope.events.ObservedQuantity;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The quantities that are measured for every observation. */
@Path("/api/quantities")
@Produces(MediaType.APPLICATION_JSON)
public class QuantitiesResource {

  /** All of them, in the order of exports. */
  public record Quantities(@JsonIgnoreProperties("field") List<ObservedQuantity> quantities) {}

  @GET
  public Quantities quantities() {
    return new Quantities(ObservedQuantity.ALL);
  }

  /** The names of the bucketed quantities and of those named, in the order of exports. */
  static List<String> inBuckets(List<String> named) {
    for (String name : named) {
      if (!ObservedQuantity.NAMES.contains(name)) {
        throw Parameters.badParameter(
            "quantity", name, "one of " + String.join(", ", ObservedQuantity.NAMES));
      }
    }
    return ObservedQuantity.ALL.stream()
        .filter(quantity -> quantity.bucketed() || named.contains(quantity.name()))
        .map(ObservedQuantity::name)
        .toList();
  }
}
