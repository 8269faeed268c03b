package io.alphascope.aggregator.postgres;

import io.alphascope.aggregator.postgres.RunView.CurvatureSummary;
import io.alphascope.aggregator.postgres.RunView.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was observed of a run, over all its rows. Pages ask twice a second; so an answer is kept
 * until a newer row is stored, of it or of the run itself, and then for ten times as long as it
 * took to find: at most a tenth of one core goes into it.
 */
@ApplicationScoped
class RunSummaries {

  private static final int AGE_PER_COST = 10;

  private static final int KEPT_AT_MOST = 10_000;

  private static final String NEWEST_ROW = "SELECT max(stored_at) FROM observations WHERE run = ?";

  private static final String SUMMARY = "SELECT * FROM observed_series(?)";

  private static final String STEPS = "SELECT *, trouble(?, ?) AS trouble FROM steps_of(?)";

  /** Steps looked back over for trouble. */
  private static final int WINDOW = 100;

  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  /**
   * What was observed of one run.
   *
   * @param observingSeconds null if nothing was
   * @param trouble null if there is none
   */
  record Summary(
      List<CurvatureSummary> curvatures, Double observingSeconds, Steps steps, String trouble) {}

  /**
   * What an answer is of.
   *
   * @param row when the newest row was stored; null if there is none
   * @param run when the run was
   */
  private record Age(OffsetDateTime row, OffsetDateTime run) {}

  private record Kept(Summary summary, Age age, long foundAt, Duration cost) {

    boolean holds(Age ageNow, long now) {
      return age.equals(ageNow) || now - foundAt < AGE_PER_COST * cost.toNanos();
    }
  }

  /**
   * @param changed when the run itself was stored
   */
  Summary of(Connection connection, String run, OffsetDateTime changed) throws SQLException {
    Age age = new Age(newestRow(connection, run), changed);
    Kept before = kept.get(run);
    long start = System.nanoTime();
    if (before != null && before.holds(age, start)) {
      return before.summary();
    }
    Summary summary = find(connection, run, age.row());
    long end = System.nanoTime();
    if (kept.size() >= KEPT_AT_MOST) {
      kept.clear();
    }
    kept.put(run, new Kept(summary, age, end, Duration.ofNanos(end - start)));
    return summary;
  }

  private static OffsetDateTime newestRow(Connection connection, String run) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NEWEST_ROW)) {
      statement.setString(1, run);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getObject(1, OffsetDateTime.class);
      }
    }
  }

  /**
   * @param lastStored when the newest row was, if there was one: the first may be stored between
   *     that statement and these
   */
  private static Summary find(Connection connection, String run, OffsetDateTime lastStored)
      throws SQLException {
    List<CurvatureSummary> curvatures = new ArrayList<>();
    OffsetDateTime firstTime = null;
    try (PreparedStatement statement = connection.prepareStatement(SUMMARY)) {
      statement.setString(1, run);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          curvatures.add(
              new CurvatureSummary(
                  row.getString("curvature"),
                  row.getLong("observed"),
                  row.getLong("with_alpha_star"),
                  row.getObject("median_alpha_star", Double.class),
                  row.getLong("ok"),
                  row.getLong("non_positive_curvature"),
                  row.getLong("ascent"),
                  row.getLong("non_finite"),
                  row.getLong("zero_step"),
                  row.getLong("last_step")));
          OffsetDateTime time = row.getObject("first_time", OffsetDateTime.class);
          if (firstTime == null || time != null && time.isBefore(firstTime)) {
            firstTime = time;
          }
        }
      }
    }
    Double observing =
        firstTime == null || lastStored == null
            ? null
            : Duration.between(firstTime, lastStored).toNanos() / 1e9;
    Map<String, Object> steps = Rows.of(connection, STEPS, run, WINDOW, run).get(0);
    return new Summary(curvatures, observing, steps(steps), (String) steps.get("trouble"));
  }

  private static Steps steps(Map<String, Object> row) {
    return new Steps(
        (Long) row.get("observed"),
        (Long) row.get("first_step"),
        (Long) row.get("last_step"),
        (Integer) row.get("last_epoch"),
        (Integer) row.get("batch_size"),
        (Double) row.get("first_learning_rate"),
        (Double) row.get("last_learning_rate"));
  }
}
