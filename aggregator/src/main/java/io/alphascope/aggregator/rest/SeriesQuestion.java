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
    long first = number("from", from, 0, 0, Long.MAX_VALUE, "a step, 0 or larger");
    long last = number("to", to, Long.MAX_VALUE, 0, Long.MAX_VALUE, "a step, 0 or larger");
    if (last < first) {
      throw Parameters.badParameter("to", to, "at least " + first + ", the value of from");
    }
    long most =
        number("points", points, 1_000, 1, MOST_POINTS, "a number from 1 to " + MOST_POINTS);
    return new SeriesRange(run, curvature, first, last, (int) most);
  }

  private static long number(
      String name, String text, long absent, long least, long most, String allowed) {
    if (text == null || text.isBlank()) {
      return absent;
    }
    try {
      long number = Long.parseLong(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException otherText) {
      // Refused below.
    }
    throw Parameters.badParameter(name, text, allowed);
  }
}
