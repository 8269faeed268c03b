package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.alphascope.aggregator.postgres.DatabaseAwayException;
import io.alphascope.aggregator.postgres.SeriesQueries;
import io.alphascope.aggregator.postgres.SeriesQueries.Found;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** One run under one curvature: its observations and its rolling statistics. */
@Path("/api/runs/{run}")
@Produces(MediaType.APPLICATION_JSON)
public class SeriesResource {

  private static final String CURVATURE_WANTED =
      "a curvature's name, hessian say; GET /api/runs/{run} lists those of the run";

  private final SeriesQueries series;

  SeriesResource(SeriesQueries series) {
    this.series = series;
  }

  /**
   * Rows or buckets.
   *
   * @param from first step found; null if there is none
   * @param to last step found
   * @param rows rows from there to there
   * @param bucketSteps 1: {@code observations} holds every row; else {@code buckets} stands for
   *     them
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Observations(
      String run,
      String curvature,
      Long from,
      Long to,
      long rows,
      long bucketSteps,
      boolean downsampled,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Map<String, Object>> observations,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Map<String, Object>> buckets) {}

  /**
   * Rows of one window.
   *
   * @param bucketSteps 1: every row; else of each so many steps the last row
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Statistics(
      String run,
      String curvature,
      int window,
      Long from,
      Long to,
      long bucketSteps,
      boolean downsampled,
      List<Map<String, Object>> statistics) {}

  /**
   * All that there is of single rows, and of buckets what is bucketed.
   *
   * @param quantities further ones that buckets are to have
   */
  @GET
  @Path("observations")
  public Observations observations(
      @PathParam("run") String run,
      @QueryParam("curvature") String curvature,
      @QueryParam("quantity") List<String> quantities,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("points") String points)
      throws DatabaseAwayException {
    StepRange.required("curvature", curvature, CURVATURE_WANTED);
    Found found =
        series
            .observations(
                run,
                curvature,
                QuantitiesResource.inBuckets(quantities),
                StepRange.parse(from, to),
                StepRange.points(points))
            .orElseThrow(() -> Problem.unknownRun(run));
    return new Observations(
        run,
        curvature,
        found.first(),
        found.last(),
        found.rows(),
        found.bucketSteps(),
        found.isDownsampled(),
        found.isDownsampled() ? null : found.found(),
        found.isDownsampled() ? found.found() : null);
  }

  @GET
  @Path("statistics")
  public Statistics statistics(
      @PathParam("run") String run,
      @QueryParam("curvature") String curvature,
      @QueryParam("window") String window,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("points") String points)
      throws DatabaseAwayException {
    StepRange.required("curvature", curvature, CURVATURE_WANTED);
    int size = Window.parse(window);
    Found found =
        series
            .statistics(run, curvature, size, StepRange.parse(from, to), StepRange.points(points))
            .orElseThrow(() -> Problem.unknownRun(run));
    return new Statistics(
        run,
        curvature,
        size,
        found.first(),
        found.last(),
        found.bucketSteps(),
        found.isDownsampled(),
        found.found());
  }
}
