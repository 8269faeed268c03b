package io.alphascope.aggregator.sink;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.events.remarks.GradientComparison;
import io.alphascope.events.remarks.GradientRemark;
import io.alphascope.events.remarks.Workload;
import io.alphascope.events.remarks.WorkloadRemark;
import io.alphascope.events.remarks.WorkloadRemark.Trained;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Writes into {@code runs.remarks} what is inconsistent in a run. The sink asks for it after it has
 * committed rows of the run; so the last one to store rows sees all of them.
 */
@ApplicationScoped
class RunRemarks {

  /** Steps are counted up to this number, so that a long run costs no more. */
  private static final int COUNTED_AT_MOST = 10_000;

  /** So many steps that disagree, from either end of the run, are enough to find the cause. */
  private static final int LOOKED_AT = 500;

  private static final String PERHAPS =
      """
      SELECT run FROM runs WHERE run = ANY (:runs) AND (remarks <> '{}'
        OR (SELECT count(*) FROM run_workloads WHERE run_workloads.run = runs.run) > 1
        OR EXISTS (SELECT FROM gradient_disagreements WHERE gradient_disagreements.run = runs.run))\
      """;

  private static final String RUN =
      "SELECT network, activation, loss, reduction, dataset FROM runs WHERE run = ? FOR UPDATE";

  private static final String WORKLOADS =
      "SELECT workload, first_step, last_step FROM run_workloads WHERE run = ?";

  private static final String STEPS =
      """
      SELECT min(step) AS first, max(step) AS last, %1$d AS most,
        (SELECT count(*) FROM (
          SELECT FROM gradient_disagreements WHERE run = :run LIMIT %1$d) AS few) AS count,
        coalesce((SELECT max(series.observed) FROM curvatures_of(:run) AS own CROSS JOIN LATERAL (
          SELECT count(*) AS observed FROM (
            SELECT FROM observations o
            WHERE o.run = :run AND o.curvature = own LIMIT %1$d) AS few) AS series
          WHERE own NOT LIKE '%%@%%'), 0) AS observed
      FROM gradient_disagreements WHERE run = :run\
      """
          .formatted(COUNTED_AT_MOST);

  private static final String SOME =
      """
      (SELECT * FROM gradient_disagreements WHERE run = :run ORDER BY step LIMIT %1$d)
      UNION (SELECT * FROM gradient_disagreements WHERE run = :run ORDER BY step DESC LIMIT %1$d)\
      """
          .formatted(LOOKED_AT);

  private final Database database;

  RunRemarks(Database database) {
    this.database = database;
  }

  /** A step whose gradient disagrees. */
  public record Disagreement(
      double published, double measured, Double publishedNorm, int batchSize) {

    private GradientComparison in(Workload workload) {
      return new GradientComparison(
          published,
          measured,
          publishedNorm == null ? Double.NaN : publishedNorm,
          OptionalDouble.empty(),
          workload.otherReduction(batchSize));
    }
  }

  /** Updates the remarks on these runs by what is committed. */
  void refresh(Collection<String> runs) throws DatabaseAwayException {
    if (runs.isEmpty()) {
      return;
    }
    List<String> perhaps =
        database.inTransaction(
            handle ->
                handle
                    .createQuery(PERHAPS)
                    .bindArray("runs", String.class, runs)
                    .mapTo(String.class)
                    .list());
    for (String run : perhaps) {
      database.useTransaction(handle -> store(handle, run));
    }
  }

  /** One at a time, so that an older result is never stored over a newer one. */
  private static void store(Handle handle, String run) {
    Optional<Workload> workload = handle.select(RUN, run).mapTo(Workload.class).findOne();
    if (workload.isEmpty()) {
      return; // deleted meanwhile
    }
    List<String> remarks =
        Stream.of(
                WorkloadRemark.of(handle.select(WORKLOADS, run).mapTo(Trained.class).list()),
                gradientRemark(handle, run, workload.get()))
            .flatMap(Optional::stream)
            .toList();
    handle
        .createUpdate(
            "UPDATE runs SET remarks = :remarks WHERE run = :run"
                + " AND remarks IS DISTINCT FROM :remarks")
        .bind("run", run)
        .bindArray("remarks", String.class, remarks)
        .execute();
  }

  private static Optional<String> gradientRemark(Handle handle, String run, Workload workload) {
    List<GradientComparison> some =
        handle.createQuery(SOME).bind("run", run).mapTo(Disagreement.class).stream()
            .map(disagreement -> disagreement.in(workload))
            .toList();
    if (some.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        GradientRemark.ofRun(
            handle.createQuery(STEPS).bind("run", run).mapTo(GradientRemark.Steps.class).one(),
            some));
  }
}
