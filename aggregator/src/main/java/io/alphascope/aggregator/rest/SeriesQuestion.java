package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.series.SeriesRange;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

/** The parameters that choose steps of a series. */
record SeriesQuestion(
    @PathParam("run") String run,
    @QueryParam("curvature") String curvature,
    @QueryParam("from") String from,
    @QueryParam("to") String to,
    @QueryParam("points") String points) {

  private static final int MOST_POINTS = 100_000;

  /** What is expected for the name of a curvature. */
  static final String CURVATURE_WANTED =
      "a curvature's name, such as %s; GET /api/runs/{run} lists those of the run";

  /** Refuses the request if the curvature is missing. */
  void checkCurvature(String example) {
    Parameters.required("curvature", curvature, CURVATURE_WANTED.formatted(example));
  }

  SeriesRange range() {
    StepRange steps = StepRange.of(from, to);
    int most = Parameters.points(points, 1_000, MOST_POINTS);
    return new SeriesRange(run, curvature, steps.first(), steps.last(), most);
  }
}
