package io.alphascope.aggregator.postgres;

import io.alphascope.aggregator.postgres.SeriesQueries.Found;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** α* under one curvature over α* under another, step by step, down-sampled in the database. */
@ApplicationScoped
public class RatioQueries {

  /**
   * Steps of a bucket that are looked at. Rows are read for it, not summaries, which know of one
   * curvature each; so this bounds what a long run costs.
   */
  public static final int MOST_OF_A_BUCKET = 128;

  private static final String RATIOS = "SELECT * FROM alpha_star_ratios(?, ?, ?, ?, ?, ?, ?)";

  private final Database database;

  RatioQueries(Database database) {
    this.database = database;
  }

  /**
   * Ratios of the steps that have an α* under both; if there are more rows than {@code points},
   * buckets with count, minimum, median and maximum over their first {@link #MOST_OF_A_BUCKET} such
   * steps. Empty if the run is not known.
   */
  public Optional<Found> ratios(
      String run, String curvature, String reference, Steps range, int points)
      throws DatabaseAwayException {
    return database.inTransaction(
        connection -> {
          List<Map<String, Object>> rows =
              Rows.of(
                  connection,
                  RATIOS,
                  run,
                  curvature,
                  reference,
                  range.first(),
                  range.last(),
                  points,
                  MOST_OF_A_BUCKET);
          if (rows.isEmpty()) {
            return SeriesQueries.nothing(connection, run);
          }
          long bucketSteps = (long) rows.get(0).get("bucket_steps");
          return Optional.of(
              new Found(
                  new Steps(
                      (long) rows.get(0).get("step"),
                      (long) rows.get(rows.size() - 1).get("step_to")),
                  bucketSteps,
                  rows.stream()
                      .map(bucketSteps == 1 ? RatioQueries::row : RatioQueries::bucket)
                      .toList()));
        });
  }

  private static Map<String, Object> row(Map<String, Object> found) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("step", found.get("step"));
    row.put("ratio", found.get("median"));
    return row;
  }

  private static Map<String, Object> bucket(Map<String, Object> found) {
    Map<String, Object> ratio = new LinkedHashMap<>();
    ratio.put("min", found.get("minimum"));
    ratio.put("median", found.get("median"));
    ratio.put("max", found.get("maximum"));
    Map<String, Object> bucket = new LinkedHashMap<>();
    bucket.put("step_from", found.get("step"));
    bucket.put("step_to", found.get("step_to"));
    bucket.put("count", found.get("count"));
    bucket.put("ratio", ratio);
    return bucket;
  }
}
