package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.series.Found;
import io.alphascope.aggregator.series.LayerQueries;
import io.alphascope.events.ObservedQuantity;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The layers of one run under one curvature that has a block a layer. */
@Path("/api/runs/{run}")
@Produces(MediaType.APPLICATION_JSON)
public class LayersResource {

  private static final List<String> QUANTITIES =
      ObservedQuantity.OF_A_LAYER.stream().map(ObservedQuantity::name).toList();

  private final LayerQueries queries;

  LayersResource(LayerQueries queries) {
    this.queries = queries;
  }

  /**
   * Values of every layer.
   *
   * @param layers in the order of the network, which is that of all values; empty if nothing was
   *     observed by layer
   * @param limitingLayer the layer that limits the rate at the end of the run; null if none does
   * @param verdict a sentence about that; null if nothing was observed by layer
   * @param range that was found; with {@code bucket_steps} 1, {@code observations} has every step,
   *     otherwise {@code buckets} has medians
   * @param bucketSample the most steps of a bucket whose median is taken
   */
  public record Layers(
      String run,
      String curvature,
      String quantity,
      List<String> layers,
      int window,
      String limitingLayer,
      String verdict,
      @JsonUnwrapped Found range,
      long bucketSample,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> observations,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> buckets) {}

  /**
   * A quantity of every layer, by step or by bucket.
   *
   * @param window steps from which the limiting layer is found
   */
  @GET
  @Path("layers")
  public Layers layers(
      @BeanParam SeriesQuestion asked,
      @QueryParam("quantity") @DefaultValue("alpha_star") String quantity,
      @QueryParam("window") @DefaultValue("100") String window)
      throws DatabaseAwayException {
    asked.checkCurvature("hessian/layer");
    if (!QUANTITIES.contains(quantity)) {
      throw Parameters.badParameter(
          "quantity", quantity, "one of " + String.join(", ", QUANTITIES));
    }
    int size = Parameters.window(window);
    LayerQueries.Layers answer =
        queries
            .layers(asked.range(), quantity, size)
            .orElseThrow(() -> Parameters.unknownRun(asked.run()));
    Found found = answer.range();
    return new Layers(
        asked.run(),
        asked.curvature(),
        quantity,
        answer.layers(),
        size,
        answer.limiting() == null ? null : answer.limiting().layer(),
        answer.limiting() == null ? null : answer.limiting().words(),
        found,
        Math.min(found.bucketSteps(), LayerQueries.MOST_OF_A_BUCKET),
        found.single(),
        found.buckets());
  }
}
