package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.series.Found;
import io.alphascope.aggregator.series.RatioQueries;
import io.alphascope.aggregator.series.SeriesQueries;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/**
 * One run under one curvature: its observations, its rolling statistics, and how its α* compare
 * with those under another.
 */
@Path("/api/runs/{run}")
@Produces(MediaType.APPLICATION_JSON)
public class SeriesResource {

  private final SeriesQueries series;
  private final RatioQueries ratios;

  SeriesResource(SeriesQueries series, RatioQueries ratios) {
    this.series = series;
    this.ratios = ratios;
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
  public record Observations(
      String run,
      String curvature,
      Long from,
      Long to,
      long rows,
      long bucketSteps,
      boolean downsampled,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> observations,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> buckets) {}

  /**
   * Rows of one window.
   *
   * @param bucketSteps 1: every row; else of each so many steps the last row
   */
  public record Statistics(
      String run,
      String curvature,
      int window,
      Long from,
      Long to,
      long bucketSteps,
      boolean downsampled,
      List<?> statistics) {}

  /**
   * Ratios or buckets of them.
   *
   * @param from first step found; null if there is none
   * @param to last step found
   * @param steps that were looked at and have a ratio
   * @param bucketSteps 1: {@code ratios} holds every step; else {@code buckets} stands for them
   * @param bucketSample steps of a bucket that were looked at, at most
   */
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
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> ratios,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<?> buckets) {}

  /**
   * All that there is of single rows, and of buckets what is bucketed.
   *
   * @param quantities further ones that buckets are to have
   */
  @GET
  @Path("observations")
  public Observations observations(
      @BeanParam SeriesQuestion asked, @QueryParam("quantity") List<String> quantities)
      throws DatabaseAwayException {
    asked.checkCurvature("hessian");
    List<String> inBuckets = QuantitiesResource.inBuckets(quantities);
    Found found =
        series
            .observations(asked.range(), inBuckets)
            .orElseThrow(() -> Problem.unknownRun(asked.run()));
    boolean downsampled = found.isDownsampled();
    return new Observations(
        asked.run(),
        asked.curvature(),
        found.first(),
        found.last(),
        found.rows(),
        found.bucketSteps(),
        downsampled,
        downsampled ? null : found.entries(),
        downsampled ? found.entries() : null);
  }

  @GET
  @Path("statistics")
  public Statistics statistics(@BeanParam SeriesQuestion asked, @QueryParam("window") String window)
      throws DatabaseAwayException {
    asked.checkCurvature("hessian");
    int size = Window.parse(window);
    Found found =
        series.statistics(asked.range(), size).orElseThrow(() -> Problem.unknownRun(asked.run()));
    return new Statistics(
        asked.run(),
        asked.curvature(),
        size,
        found.first(),
        found.last(),
        found.bucketSteps(),
        found.isDownsampled(),
        found.entries());
  }

  @GET
  @Path("ratio")
  public Ratios ratio(@BeanParam SeriesQuestion asked, @QueryParam("reference") String reference)
      throws DatabaseAwayException {
    asked.checkCurvature("ggn");
    Problem.required("reference", reference, SeriesQuestion.CURVATURE_WANTED.formatted("hessian"));
    Found found =
        ratios.ratios(asked.range(), reference).orElseThrow(() -> Problem.unknownRun(asked.run()));
    boolean downsampled = found.isDownsampled();
    return new Ratios(
        asked.run(),
        asked.curvature(),
        reference,
        found.first(),
        found.last(),
        found.rows(),
        found.bucketSteps(),
        Math.min(found.bucketSteps(), RatioQueries.MOST_OF_A_BUCKET),
        downsampled,
        downsampled ? null : found.entries(),
        downsampled ? found.entries() : null);
  }
}
