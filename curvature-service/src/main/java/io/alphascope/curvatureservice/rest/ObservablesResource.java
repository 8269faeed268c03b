package io.alphascope.curvatureservice.rest;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Lists what can be observed beside curvatures. */
@Path("/observables")
public class ObservablesResource {

  @Inject CurvatureServiceConfig config;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public KnownObservables observables() {
    List<ObservableChoice> defaults = config.curvature().observables().orElse(List.of());
    return KnownObservables.of(defaults.stream().map(ObservableChoice::toString).toList());
  }
}
