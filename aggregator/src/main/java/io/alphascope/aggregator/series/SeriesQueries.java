package io.alphascope.aggregator.series;

import io.alphascope.aggregator.database.ColumnValues;
import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.events.ObservedQuantity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.statement.Query;

/**
 * Observations and statistics of a series, and the ratios of its α* to those of another series,
 * step by step; down-sampled in the database if there are many.
 */
@ApplicationScoped
public class SeriesQueries {

  private static final List<String> STATUSES =
      List.of("ok", "ascent", "non_positive_curvature", "zero_step", "non_finite");

  private static final String OBSERVATIONS =
      """
      SELECT step, epoch, time, batch_size, learning_rate, status, %s FROM observations
      WHERE run = :run AND curvature = :curvature AND step BETWEEN :first AND :last
      ORDER BY step LIMIT :points + 1\
      """
          .formatted(String.join(", ", ObservedQuantity.NAMES));

  private static final String BUCKETS =
      """
      SELECT step AS step_from, step_to, count, %s,
        ARRAY(SELECT ARRAY[minimum, median, maximum] FROM unnest(spreads)) AS spreads
      FROM observation_buckets(:run, :curvature, :quantities, :first, :last, :points)\
      """
          .formatted(String.join(", ", STATUSES));

  private static final String STATISTICS =
      """
      SELECT * FROM statistics
      WHERE run = :run AND curvature = :curvature AND window_steps = :window
        AND step BETWEEN :first AND :last
      ORDER BY step LIMIT :points + 1\
      """;

  private static final String STATISTICS_OF_BUCKETS =
      "SELECT * FROM down_sampled_statistics(:run, :curvature, :window, :first, :last, :points)";

  /**
   * How many steps of a bucket have their ratio computed, at most. Ratios are computed from rows,
   * because a summary is of one curvature; so this limits the cost for a long run.
   */
  public static final int MOST_OF_A_BUCKET = 128;

  private static final String RATIOS =
      """
      SELECT bucket_steps, step AS step_from, step_to, count, minimum AS min, median, maximum AS max
      FROM alpha_star_ratios(:run, :curvature, :reference, :first, :last, :points, :most)\
      """;

  private final Database database;

  SeriesQueries(Database database) {
    this.database = database;
  }

  /** The ratio at a step. */
  public record Step(long step, Double ratio) {}

  /** The ratios in a bucket of steps. */
  public record Bucket(long stepFrom, long stepTo, long count, @Nested Spread ratio) {

    private Step single() {
      return new Step(stepFrom, ratio.median());
    }
  }

  /** A row of the result. */
  public record Row(long bucketSteps, @Nested Bucket bucket) {}

  /**
   * Rows of a series; if there are more than {@code points}, buckets with count, statuses, and
   * minimum, median and maximum of quantities over the rows that have a number (NaN does not
   * count). Empty if the run is not known.
   *
   * @param quantities the names of those that buckets have
   */
  public Optional<Found> observations(SeriesRange range, List<String> quantities)
      throws DatabaseAwayException {
    return database.inTransaction(
        handle -> {
          List<Map<String, Object>> rows = rows(handle.createQuery(OBSERVATIONS), range);
          if (rows.size() <= range.points()) {
            return found(handle, range, rows, rows, rows.size());
          }
          List<Map<String, Object>> buckets =
              rows(
                  handle.createQuery(BUCKETS).bindArray("quantities", String.class, quantities),
                  range);
          long count = buckets.stream().mapToLong(bucket -> (long) bucket.get("count")).sum();
          buckets.forEach(bucket -> nest(bucket, quantities));
          return found(handle, range, rows, buckets, count);
        });
  }

  /**
   * Rows of the rolling statistics of one window; if there are more than {@code points}, the last
   * of each bucket. Empty if the run is not known.
   */
  public Optional<Found> statistics(SeriesRange range, int window) throws DatabaseAwayException {
    return database.inTransaction(
        handle -> {
          List<Map<String, Object>> rows =
              rows(handle.createQuery(STATISTICS).bind("window", window), range);
          List<Map<String, Object>> newest =
              rows.size() <= range.points()
                  ? rows
                  : rows(handle.createQuery(STATISTICS_OF_BUCKETS).bind("window", window), range);
          return found(handle, range, rows, newest, newest.size());
        });
  }

  /**
   * Ratios of the steps that have an α* under both; if there are more rows than {@code points},
   * buckets with count, minimum, median and maximum over their first {@link #MOST_OF_A_BUCKET} such
   * steps. Empty if the run is not known.
   */
  public Optional<Found> ratios(SeriesRange range, String reference) throws DatabaseAwayException {
    return database.inTransaction(
        handle -> {
          List<Row> rows =
              handle
                  .createQuery(RATIOS)
                  .bindMethods(range)
                  .bind("reference", reference)
                  .bind("most", MOST_OF_A_BUCKET)
                  .mapTo(Row.class)
                  .list();
          if (rows.isEmpty()) {
            return Found.nothing(handle, range.run());
          }
          long bucketSteps = rows.get(0).bucketSteps;
          List<Bucket> buckets = rows.stream().map(Row::bucket).toList();
          return Optional.of(
              new Found(
                  buckets.get(0).stepFrom,
                  buckets.get(buckets.size() - 1).stepTo,
                  bucketSteps,
                  buckets.stream().mapToLong(Bucket::count).sum(),
                  bucketSteps == 1 ? buckets.stream().map(Bucket::single).toList() : buckets));
        });
  }

  private static List<Map<String, Object>> rows(Query query, SeriesRange range) {
    return query.bindMethods(range).map(new ColumnValues()).list();
  }

  /**
   * @param rows the first rows
   * @param entries these rows, or the buckets of all rows
   */
  private static Optional<Found> found(
      Handle handle,
      SeriesRange range,
      List<Map<String, Object>> rows,
      List<Map<String, Object>> entries,
      long count) {
    if (rows.isEmpty()) {
      return Found.nothing(handle, range.run());
    }
    Map<String, Object> end = entries.get(entries.size() - 1);
    long first = (long) rows.get(0).get("step");
    long last = (long) end.getOrDefault("step_to", end.get("step"));
    long bucketSteps =
        rows == entries
            ? 1
            : handle
                .select("SELECT bucket_steps(?, ?, ?)", first, last, range.points())
                .mapTo(Long.class)
                .one();
    return Optional.of(new Found(first, last, bucketSteps, count, entries));
  }

  /** Nests the statuses into one value, and the spread of each quantity into one. */
  private static void nest(Map<String, Object> bucket, List<String> quantities) {
    Map<String, Object> statuses = new LinkedHashMap<>();
    STATUSES.forEach(status -> statuses.put(status, bucket.remove(status)));
    bucket.put("status", statuses);
    Double[][] spreads = (Double[][]) bucket.remove("spreads");
    for (int i = 0; i < spreads.length; i++) {
      bucket.put(quantities.get(i), new Spread(spreads[i][0], spreads[i][1], spreads[i][2]));
    }
  }
}
