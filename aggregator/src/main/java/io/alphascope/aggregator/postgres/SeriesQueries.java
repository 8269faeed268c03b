package io.alphascope.aggregator.postgres;

import io.alphascope.events.ObservedQuantity;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Observations and statistics of a series, down-sampled in the database if there are many. */
@ApplicationScoped
public class SeriesQueries {

  private static final List<String> STATUSES =
      List.of("ok", "ascent", "non_positive_curvature", "zero_step", "non_finite");

  private static final String OBSERVATIONS =
      """
      SELECT step, epoch, time, batch_size, learning_rate, status, %s
      FROM observations WHERE run = ? AND curvature = ? AND step BETWEEN ? AND ?
      ORDER BY step LIMIT ?\
      """
          .formatted(
              ObservedQuantity.ALL.stream()
                  .map(ObservedQuantity::name)
                  .collect(Collectors.joining(", ")));

  private static final String BUCKETS =
      """
      SELECT step AS step_from, step_to, count, %s,
        ARRAY(SELECT minimum FROM unnest(spreads)) AS minima,
        ARRAY(SELECT median FROM unnest(spreads)) AS medians,
        ARRAY(SELECT maximum FROM unnest(spreads)) AS maxima
      FROM observation_buckets(?, ?, ?, ?, ?, ?)\
      """
          .formatted(String.join(", ", STATUSES));

  private static final String STATISTICS =
      """
      SELECT * FROM statistics
      WHERE run = ? AND curvature = ? AND window_steps = ? AND step BETWEEN ? AND ?
      ORDER BY step LIMIT ?\
      """;

  private static final String STATISTICS_OF_BUCKETS =
      "SELECT * FROM down_sampled_statistics(?, ?, ?, ?, ?, ?)";

  private final Database database;

  SeriesQueries(Database database) {
    this.database = database;
  }

  /**
   * What a range of steps holds.
   *
   * @param steps first and last step found; null if there is none
   * @param bucketSteps steps in a bucket; 1: {@code found} is all rows themselves
   * @param found rows, or what stands for a bucket of them, ascending
   */
  public record Found(Steps steps, long bucketSteps, List<Map<String, Object>> found) {

    /**
     * How many rows the entries stand for, if those that stand for buckets have a {@code count}.
     */
    public long rows() {
      return isDownsampled()
          ? found.stream().mapToLong(bucket -> (long) bucket.get("count")).sum()
          : found.size();
    }

    /** First step found; null if there is none. */
    public Long first() {
      return steps == null ? null : steps.first();
    }

    /** Last step found; null if there is none. */
    public Long last() {
      return steps == null ? null : steps.last();
    }

    /** Whether an entry stands for a bucket of rows. */
    public boolean isDownsampled() {
      return bucketSteps > 1;
    }
  }

  /**
   * Rows of a series; if there are more than {@code points}, buckets with count, statuses, and
   * minimum, median and maximum of quantities over the rows that have a number (NaN is none). Empty
   * if the run is not known.
   *
   * @param inBuckets the quantities that buckets have
   */
  public Optional<Found> observations(
      String run, String curvature, List<ObservedQuantity> inBuckets, Steps range, int points)
      throws DatabaseAwayException {
    String[] names = inBuckets.stream().map(ObservedQuantity::name).toArray(String[]::new);
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
          List<Map<String, Object>> buckets =
              Rows.of(
                  connection, BUCKETS, run, curvature, names, range.first(), range.last(), points);
          Steps steps =
              new Steps(
                  (long) buckets.get(0).get("step_from"),
                  (long) buckets.get(buckets.size() - 1).get("step_to"));
          return Optional.of(
              new Found(
                  steps,
                  bucketSteps(connection, steps, points),
                  buckets.stream().map(bucket -> nested(bucket, names)).toList()));
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
          List<Map<String, Object>> newest =
              Rows.of(
                  connection,
                  STATISTICS_OF_BUCKETS,
                  run,
                  curvature,
                  window,
                  range.first(),
                  range.last(),
                  points);
          Steps steps =
              new Steps(
                  (long) rows.get(0).get("step"), (long) newest.get(newest.size() - 1).get("step"));
          return Optional.of(new Found(steps, bucketSteps(connection, steps, points), newest));
        });
  }

  private static long bucketSteps(Connection connection, Steps steps, int points)
      throws SQLException {
    return (long)
        Rows.of(
                connection,
                "SELECT bucket_steps(?, ?, ?) AS steps",
                steps.first(),
                steps.last(),
                points)
            .get(0)
            .get("steps");
  }

  private static Optional<Found> singly(
      Connection connection, String run, List<Map<String, Object>> rows) throws SQLException {
    if (rows.isEmpty()) {
      return nothing(connection, run);
    }
    Steps steps =
        new Steps((long) rows.get(0).get("step"), (long) rows.get(rows.size() - 1).get("step"));
    return Optional.of(new Found(steps, 1, rows));
  }

  /** Nothing found; empty if the run is not known. */
  static Optional<Found> nothing(Connection connection, String run) throws SQLException {
    boolean known = !Rows.of(connection, "SELECT 1 FROM runs WHERE run = ?", run).isEmpty();
    return known ? Optional.of(new Found(null, 1, List.of())) : Optional.empty();
  }

  private static Map<String, Object> nested(Map<String, Object> found, String[] quantities) {
    Map<String, Object> bucket = new LinkedHashMap<>();
    for (String name : List.of("step_from", "step_to", "count")) {
      bucket.put(name, found.get(name));
    }
    Map<String, Object> statuses = new LinkedHashMap<>();
    STATUSES.forEach(status -> statuses.put(status, found.get(status)));
    bucket.put("status", statuses);
    Double[] minima = (Double[]) found.get("minima");
    Double[] medians = (Double[]) found.get("medians");
    Double[] maxima = (Double[]) found.get("maxima");
    for (int i = 0; i < quantities.length; i++) {
      Map<String, Object> spread = new LinkedHashMap<>();
      spread.put("min", minima[i]);
      spread.put("median", medians[i]);
      spread.put("max", maxima[i]);
      bucket.put(quantities[i], spread);
    }
    return bucket;
  }
}
