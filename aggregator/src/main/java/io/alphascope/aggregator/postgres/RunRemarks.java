package io.alphascope.aggregator.postgres;

import io.alphascope.events.remarks.GradientComparison;
import io.alphascope.events.remarks.GradientRemark;
import io.alphascope.events.remarks.Workload;
import io.alphascope.events.remarks.WorkloadRemark;
import io.alphascope.events.remarks.WorkloadRemark.Trained;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Says of runs what is inconsistent in them, in {@code runs.remarks}, where all read it. Whoever
 * has stored something of a run asks for it, when that is committed: so the last one to store sees
 * all.
 */
@ApplicationScoped
class RunRemarks {

  /** Steps are counted so far, so that a long run costs no more. */
  private static final int COUNTED_AT_MOST = 10_000;

  /** Of steps that disagree, so many from either end tell the cause. */
  private static final int LOOKED_AT = 500;

  private static final String PERHAPS =
      """
      SELECT run FROM runs WHERE run = ANY (?) AND (remarks <> '{}'
        OR (SELECT count(*) FROM run_workloads WHERE run_workloads.run = runs.run) > 1
        OR EXISTS (SELECT FROM gradient_disagreements WHERE gradient_disagreements.run = runs.run))\
      """;

  private static final String RUN =
      """
      SELECT network, activation, loss, reduction, dataset FROM runs WHERE run = ? FOR UPDATE\
      """;

  private static final String WORKLOADS =
      "SELECT workload, first_step, last_step FROM run_workloads WHERE run = ?";

  private static final String STEPS =
      """
      SELECT min(step) AS first, max(step) AS last,
        (SELECT count(*) FROM (
          SELECT FROM gradient_disagreements WHERE run = $1 LIMIT %1$d) AS few) AS disagreeing,
        coalesce((SELECT max(series.observed) FROM curvatures_of($1) AS own CROSS JOIN LATERAL (
          SELECT count(*) AS observed FROM (
            SELECT FROM observations o
            WHERE o.run = $1 AND o.curvature = own LIMIT %1$d) AS few) AS series
          WHERE own NOT LIKE '%%@%%'), 0) AS observed
      FROM gradient_disagreements WHERE run = $1\
      """
          .formatted(COUNTED_AT_MOST)
          .replace("$1", "?");

  private static final String SOME =
      """
      (SELECT * FROM gradient_disagreements WHERE run = ? ORDER BY step LIMIT %1$d)
      UNION (SELECT * FROM gradient_disagreements WHERE run = ? ORDER BY step DESC LIMIT %1$d)\
      """
          .formatted(LOOKED_AT);

  private final Database database;

  RunRemarks(Database database) {
    this.database = database;
  }

  /** Brings the remarks on these runs up to date with what is committed. */
  void refresh(Collection<String> runs) throws DatabaseAwayException {
    if (runs.isEmpty()) {
      return;
    }
    List<String> perhaps =
        database.inTransaction(
            connection ->
                Rows.of(connection, PERHAPS, connection.createArrayOf("text", runs.toArray()))
                    .stream()
                    .map(row -> (String) row.get("run"))
                    .toList());
    for (String run : perhaps) {
      database.inTransaction(
          connection -> {
            store(connection, run);
            return null;
          });
    }
  }

  /** One at a time: an older answer must not be stored over a newer one. */
  private static void store(Connection connection, String run) throws SQLException {
    List<Map<String, Object>> found = Rows.of(connection, RUN, run);
    if (found.isEmpty()) {
      return; // deleted meanwhile
    }
    List<String> remarks = new ArrayList<>();
    workloadRemark(connection, run).ifPresent(remarks::add);
    gradientRemark(connection, run, workload(found.get(0))).ifPresent(remarks::add);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE runs SET remarks = ? WHERE run = ? AND remarks IS DISTINCT FROM ?")) {
      statement.setArray(1, connection.createArrayOf("text", remarks.toArray()));
      statement.setString(2, run);
      statement.setArray(3, connection.createArrayOf("text", remarks.toArray()));
      statement.executeUpdate();
    }
  }

  private static Workload workload(Map<String, Object> run) {
    return new Workload(
        (String) run.get("network"),
        (String) run.get("activation"),
        (String) run.get("loss"),
        (String) run.get("reduction"),
        (String) run.get("dataset"));
  }

  private static Optional<String> workloadRemark(Connection connection, String run)
      throws SQLException {
    return WorkloadRemark.of(
        Rows.of(connection, WORKLOADS, run).stream()
            .map(
                row ->
                    new Trained(
                        (String) row.get("workload"),
                        (long) row.get("first_step"),
                        (long) row.get("last_step")))
            .toList());
  }

  private static Optional<String> gradientRemark(
      Connection connection, String run, Workload workload) throws SQLException {
    List<GradientComparison> some =
        Rows.of(connection, SOME, run, run).stream().map(row -> comparison(row, workload)).toList();
    if (some.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> steps = Rows.of(connection, STEPS, run, run, run, run).get(0);
    return Optional.of(
        GradientRemark.ofRun(
            new GradientRemark.Steps(
                (long) steps.get("disagreeing"),
                (long) steps.get("observed"),
                (long) steps.get("first"),
                (long) steps.get("last"),
                COUNTED_AT_MOST),
            some));
  }

  private static GradientComparison comparison(Map<String, Object> row, Workload workload) {
    Double norm = (Double) row.get("published_norm");
    return new GradientComparison(
        (double) row.get("published"),
        (double) row.get("measured"),
        norm == null ? Double.NaN : norm,
        OptionalDouble.empty(),
        workload.otherReduction((int) row.get("batch_size")));
  }
}
