package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.series.Found;
import io.alphascope.aggregator.series.SeriesQueries;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/**
 * One run under one curvature: its observations, its rolling statistics, and the ratios of its α*
 * to those under another curvature.
 */
@Path("/api/runs/{run}")
@Produces(MediaType.APPLICATION_JSON)
public class SeriesResource {

  private final SeriesQueries series;

  SeriesResource(SeriesQueries series) {
    this.series = series;
  }

  /**
   * Rows or buckets.
   *
   * @param range that was found; with {@code bucket_steps} 1, {@code observations} has every row,
   *     otherwise {@code buckets} has the buckets of the rows
   * @param rows in the range
   */
  public record Observations(
      String run,
      String curvature,
      @JsonUnwrapped Found range,
      long rows,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> observations,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> buckets) {}

  /**
   * Rows of one window.
   *
   * @param range that was found; with {@code bucket_steps} 1 every row, otherwise the last row of
   *     each bucket of so many steps
   */
  public record Statistics(
      String run, String curvature, int window, @JsonUnwrapped Found range, List<?> statistics) {}

  /**
   * Ratios or buckets of them.
   *
   * @param range that was found; with {@code bucket_steps} 1, {@code ratios} has every step,
   *     otherwise {@code buckets} has the buckets of the steps
   * @param steps whose ratios were computed
   * @param bucketSample the most steps of a bucket whose ratios were computed
   */
  public record Ratios(
      String run,
      String curvature,
      String reference,
      @JsonUnwrapped Found range,
      long steps,
      long bucketSample,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> ratios,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> buckets) {}

  /**
   * Rows with all quantities, or buckets with those that are bucketed.
   *
   * @param quantities others that buckets should have
   */
  @GET
  @Path("observations")
  public Observations observations(
      @BeanParam SeriesQuestion asked, @QueryParam("quantity") List<String> quantities)
      throws DatabaseAwayException {
    asked.checkCurvature("hessian");
    List<String> inBuckets = QuantitiesResource.inBuckets(quantities);
    Found found = known(asked, series.observations(asked.range(), inBuckets));
    return new Observations(
        asked.run(), asked.curvature(), found, found.rows(), found.single(), found.buckets());
  }

  @GET
  @Path("statistics")
  public Statistics statistics(@BeanParam SeriesQuestion asked, @QueryParam("window") String window)
      throws DatabaseAwayException {
    asked.checkCurvature("hessian");
    int size = Parameters.window(window);
    Found found = known(asked, series.statistics(asked.range(), size));
    return new Statistics(asked.run(), asked.curvature(), size, found, found.entries());
  }

  @GET
  @Path("ratio")
  public Ratios ratio(@BeanParam SeriesQuestion asked, @QueryParam("reference") String reference)
      throws DatabaseAwayException {
    asked.checkCurvature("ggn");
    Parameters.required(
        "reference", reference, SeriesQuestion.CURVATURE_WANTED.formatted("hessian"));
    Found found = known(asked, series.ratios(asked.range(), reference));
    return new Ratios(
        asked.run(),
        asked.curvature(),
        reference,
        found,
        found.rows(),
        Math.min(found.bucketSteps(), SeriesQueries.MOST_OF_A_BUCKET),
        found.single(),
        found.buckets());
  }

  private static Found known(SeriesQuestion asked, Optional<Found> found) {
    return found.orElseThrow(() -> Parameters.unknownRun(asked.run()));
  }
}
