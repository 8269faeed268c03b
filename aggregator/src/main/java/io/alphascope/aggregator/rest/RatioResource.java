package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.alphascope.aggregator.postgres.DatabaseAwayException;
import io.alphascope.aggregator.postgres.RatioQueries;
import io.alphascope.aggregator.postgres.SeriesQueries.Found;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** One run under two curvatures: how their α* compare, step by step. */
@Path("/api/runs/{run}/ratio")
@Produces(MediaType.APPLICATION_JSON)
public class RatioResource {

  private static final String WANTED =
      "a curvature's name, %s say; GET /api/runs/{run} lists those of the run";

  private final RatioQueries queries;

  RatioResource(RatioQueries queries) {
    this.queries = queries;
  }

  /**
   * Ratios or buckets of them.
   *
   * @param from first step found; null if there is none
   * @param to last step found
   * @param steps that were looked at and have a ratio
   * @param bucketSteps 1: {@code ratios} holds every step; else {@code buckets} stands for them
   * @param bucketSample steps of a bucket that were looked at, at most
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Ratios(
      String run,
      String curvature,
      String reference,
      Long from,
      Long to,
      long steps,
      long bucketSteps,
      long bucketSample,
      boolean downsampled,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Map<String, Object>> ratios,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Map<String, Object>> buckets) {}

  @GET
  public Ratios ratio(
      @PathParam("run") String run,
      @QueryParam("curvature") String curvature,
      @QueryParam("reference") String reference,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("points") String points)
      throws DatabaseAwayException {
    StepRange.required("curvature", curvature, WANTED.formatted("ggn"));
    StepRange.required("reference", reference, WANTED.formatted("hessian"));
    Found found =
        queries
            .ratios(run, curvature, reference, StepRange.parse(from, to), StepRange.points(points))
            .orElseThrow(() -> Problem.unknownRun(run));
    return new Ratios(
        run,
        curvature,
        reference,
        found.first(),
        found.last(),
        found.rows(),
        found.bucketSteps(),
        Math.min(found.bucketSteps(), RatioQueries.MOST_OF_A_BUCKET),
        found.isDownsampled(),
        found.isDownsampled() ? null : found.found(),
        found.isDownsampled() ? found.found() : null);
  }
}
