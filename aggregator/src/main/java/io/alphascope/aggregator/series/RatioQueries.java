package io.alphascope.aggregator.series;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;

/** α* under one curvature over α* under another, step by step, down-sampled in the database. */
@ApplicationScoped
public class RatioQueries {

  /**
   * Steps of a bucket that are looked at. Rows are read for it, not summaries, which know of one
   * curvature each; so this bounds what a long run costs.
   */
  public static final int MOST_OF_A_BUCKET = 128;

  private static final String RATIOS =
      """
      SELECT bucket_steps, step AS step_from, step_to, count, minimum AS min, median, maximum AS max
      FROM alpha_star_ratios(:run, :curvature, :reference, :first, :last, :points, :most)\
      """;

  private final Database database;

  RatioQueries(Database database) {
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

  /** A row of the database's answer. */
  public record Row(long bucketSteps, @Nested Bucket bucket) {}

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
}
