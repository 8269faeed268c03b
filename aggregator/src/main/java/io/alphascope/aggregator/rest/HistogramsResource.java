package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.series.Found;
import io.alphascope.aggregator.series.HistogramQueries;
import io.alphascope.aggregator.series.HistogramQueries.Range;
import io.alphascope.aggregator.series.HistogramQueries.Steps;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The histograms of a run: on which steps there are some, and their counts. */
@Path("/api/runs/{run}/histograms")
@Produces(MediaType.APPLICATION_JSON)
public class HistogramsResource {

  private static final List<String> NAMES = List.of("gradient", "parameter", "gradient-parameter");

  private static final int USUAL_POINTS = 100;
  private static final int MOST_POINTS = 1_000;

  private final HistogramQueries queries;

  HistogramsResource(HistogramQueries queries) {
    this.queries = queries;
  }

  /** The steps that have histograms, for each name and batch. */
  public record Available(String run, List<Steps> histograms) {}

  /**
   * Histograms of one name and batch.
   *
   * @param range that was found; with {@code bucket_steps} 1 every histogram, otherwise the first
   *     in each bucket of so many steps
   * @param rows histograms in the range
   */
  public record Histograms(
      String run,
      String name,
      String batch,
      @JsonUnwrapped Found range,
      long rows,
      List<?> histograms) {}

  @GET
  @Path("steps")
  public Available steps(
      @PathParam("run") String run, @QueryParam("from") String from, @QueryParam("to") String to)
      throws DatabaseAwayException {
    StepRange steps = StepRange.of(from, to);
    return new Available(
        run,
        queries
            .steps(run, steps.first(), steps.last())
            .orElseThrow(() -> Parameters.unknownRun(run)));
  }

  /**
   * With their counts.
   *
   * @param batch the samples, as in the name of a curvature
   * @param points the most histograms to answer
   */
  @GET
  public Histograms histograms(
      @PathParam("run") String run,
      @QueryParam("name") String name,
      @QueryParam("batch") @DefaultValue("own") String batch,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("points") String points)
      throws DatabaseAwayException {
    String names = "one of " + String.join(", ", NAMES);
    Parameters.required("name", name, names);
    if (!NAMES.contains(name)) {
      throw Parameters.badParameter("name", name, names);
    }
    StepRange steps = StepRange.of(from, to);
    int most = Parameters.points(points, USUAL_POINTS, MOST_POINTS);
    Found found =
        queries
            .histograms(new Range(run, name, batch, steps.first(), steps.last(), most))
            .orElseThrow(() -> Parameters.unknownRun(run));
    return new Histograms(run, name, batch, found, found.rows(), found.entries());
  }
}
