package io.alphascope.aggregator.postgres;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Observations and statistics of a series, down-sampled in the database if there are many. */
@ApplicationScoped
public class SeriesQueries {

  /** What buckets show; the other quantities are for single rows and exports. */
  private static final List<Quantity> IN_BUCKETS =
      List.of(
          Quantity.ALPHA_STAR,
          Quantity.LEARNING_RATE_STAR,
          Quantity.SLOPE,
          Quantity.CURVATURE_VALUE,
          Quantity.LOSS_BEFORE,
          Quantity.LOSS_AFTER,
          Quantity.LOSS_AT_ALPHA_STAR,
          Quantity.FIDELITY_AT_STEP,
          Quantity.STEP_NORM,
          Quantity.GRADIENT_NORM);

  private static final List<String> STATUSES =
      List.of("ok", "ascent", "non_positive_curvature", "zero_step", "non_finite");

  private static final String OBSERVATIONS =
      """
      SELECT step, epoch, time, batch_size, learning_rate, status, %s
      FROM observations WHERE run = ? AND curvature = ? AND step BETWEEN ? AND ?
      ORDER BY step LIMIT ?\
      """
          .formatted(commaSeparated(Arrays.stream(Quantity.values()).map(Quantity::columnName)));

  private static final String OBSERVED_STEPS =
      """
      SELECT min(step) AS first, max(step) AS last
      FROM observations WHERE run = ? AND curvature = ? AND step BETWEEN ? AND ?\
      """;

  private static final String STATISTICS =
      """
      SELECT * FROM statistics
      WHERE run = ? AND curvature = ? AND window_steps = ? AND step BETWEEN ? AND ?
      ORDER BY step LIMIT ?\
      """;

  private static final String STATISTICS_STEPS =
      """
      SELECT min(step) AS first, max(step) AS last, count(*) AS count FROM statistics
      WHERE run = ? AND curvature = ? AND window_steps = ? AND step BETWEEN ? AND ?\
      """;

  /**
   * One range scan a bucket; grouping the whole range would sort it first. Parameters: size of a
   * bucket, first and last step.
   */
  private static final String BUCKETS =
      """
      SELECT bucket.step_from, bucket.step_to, content.*
      FROM (VALUES (?::bigint, ?::bigint, ?::bigint)) AS range (size, first, last)
      CROSS JOIN LATERAL generate_series(first / size, last / size) AS number
      CROSS JOIN LATERAL (
        SELECT greatest(number * size, first) AS step_from,
          least(number * size + size - 1, last) AS step_to) AS bucket
      CROSS JOIN LATERAL (%s) AS content
      WHERE content.count > 0 ORDER BY number\
      """;

  private static final String OBSERVATION_BUCKETS =
      BUCKETS.formatted(
          """
          SELECT count(*) AS count, %s, %s
          FROM observations
          WHERE run = ? AND curvature = ? AND step BETWEEN bucket.step_from AND bucket.step_to\
          """
              .formatted(
                  commaSeparated(STATUSES.stream().map(SeriesQueries::statusCount)),
                  commaSeparated(IN_BUCKETS.stream().map(SeriesQueries::spread))));

  private static final String STATISTICS_BUCKETS =
      BUCKETS.formatted(
          """
          SELECT * FROM statistics
          WHERE run = ? AND curvature = ? AND window_steps = ?
            AND step BETWEEN bucket.step_from AND bucket.step_to
          ORDER BY step DESC LIMIT 1\
          """);

  private final Database database;

  SeriesQueries(Database database) {
    this.database = database;
  }

  /**
   * What a range of steps holds.
   *
   * @param steps first and last step found; null if there is none
   * @param rows how many rows the range holds
   * @param bucketSteps steps in a bucket; 1: {@code found} is all rows themselves
   * @param found rows, or what stands for a bucket of them, ascending
   */
  public record Found(Steps steps, long rows, long bucketSteps, List<Map<String, Object>> found) {

    /** Whether an entry stands for a bucket of rows. */
    public boolean isDownsampled() {
      return bucketSteps > 1;
    }
  }

  /**
   * Rows of a series; if there are more than {@code points}, buckets with count, statuses, and
   * minimum, median and maximum of each quantity over the rows that have a number (NaN is none).
   * Empty if the run is not known.
   */
  public Optional<Found> observations(String run, String curvature, Steps range, int points)
      throws DatabaseAwayException {
    return database.inTransaction(
        connection -> {
          List<Map<String, Object>> rows =
              Rows.of(
                  connection,
                  OBSERVATIONS,
                  run,
                  curvature,
                  range.first(),
                  range.last(),
                  points + 1);
          if (rows.size() <= points) {
            return singly(connection, run, rows);
          }
          Map<String, Object> extent =
              Rows.of(connection, OBSERVED_STEPS, run, curvature, range.first(), range.last())
                  .get(0);
          Steps steps = steps(extent);
          long size = steps.bucketSize(points);
          List<Map<String, Object>> buckets =
              Rows.of(
                      connection,
                      OBSERVATION_BUCKETS,
                      size,
                      steps.first(),
                      steps.last(),
                      run,
                      curvature)
                  .stream()
                  .map(SeriesQueries::nested)
                  .toList();
          long count = buckets.stream().mapToLong(bucket -> (long) bucket.get("count")).sum();
          return Optional.of(new Found(steps, count, size, buckets));
        });
  }

  /**
   * Rows of the rolling statistics of one window; if there are more than {@code points}, the last
   * of each bucket. Empty if the run is not known.
   */
  public Optional<Found> statistics(
      String run, String curvature, int window, Steps range, int points)
      throws DatabaseAwayException {
    return database.inTransaction(
        connection -> {
          List<Map<String, Object>> rows =
              Rows.of(
                  connection,
                  STATISTICS,
                  run,
                  curvature,
                  window,
                  range.first(),
                  range.last(),
                  points + 1);
          if (rows.size() <= points) {
            return singly(connection, run, rows);
          }
          Map<String, Object> extent =
              Rows.of(
                      connection,
                      STATISTICS_STEPS,
                      run,
                      curvature,
                      window,
                      range.first(),
                      range.last())
                  .get(0);
          Steps steps = steps(extent);
          long size = steps.bucketSize(points);
          List<Map<String, Object>> last =
              Rows.of(
                  connection,
                  STATISTICS_BUCKETS,
                  size,
                  steps.first(),
                  steps.last(),
                  run,
                  curvature,
                  window);
          return Optional.of(new Found(steps, (long) extent.get("count"), size, last));
        });
  }

  private static Optional<Found> singly(
      Connection connection, String run, List<Map<String, Object>> rows) throws SQLException {
    if (rows.isEmpty()) {
      boolean known = !Rows.of(connection, "SELECT 1 FROM runs WHERE run = ?", run).isEmpty();
      return known ? Optional.of(new Found(null, 0, 1, rows)) : Optional.empty();
    }
    Steps steps =
        new Steps((long) rows.get(0).get("step"), (long) rows.get(rows.size() - 1).get("step"));
    return Optional.of(new Found(steps, rows.size(), 1, rows));
  }

  private static Steps steps(Map<String, Object> extent) {
    return new Steps((long) extent.get("first"), (long) extent.get("last"));
  }

  private static String statusCount(String status) {
    return "count(*) FILTER (WHERE status = '%1$s') AS status_%1$s".formatted(status);
  }

  private static String spread(Quantity quantity) {
    return """
    min(nullif(%1$s, 'NaN')) AS min_%1$s,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY nullif(%1$s, 'NaN')) AS median_%1$s,
    max(nullif(%1$s, 'NaN')) AS max_%1$s\
    """
        .formatted(quantity.columnName());
  }

  private static Map<String, Object> nested(Map<String, Object> flat) {
    Map<String, Object> bucket = new LinkedHashMap<>();
    for (String name : List.of("step_from", "step_to", "count")) {
      bucket.put(name, flat.get(name));
    }
    Map<String, Object> statuses = new LinkedHashMap<>();
    STATUSES.forEach(status -> statuses.put(status, flat.get("status_" + status)));
    bucket.put("status", statuses);
    for (Quantity quantity : IN_BUCKETS) {
      String name = quantity.columnName();
      Map<String, Object> spread = new LinkedHashMap<>();
      for (String part : List.of("min", "median", "max")) {
        spread.put(part, flat.get(part + "_" + name));
      }
      bucket.put(name, spread);
    }
    return bucket;
  }

  private static String commaSeparated(Stream<String> parts) {
    return parts.collect(Collectors.joining(",\n"));
  }
}
