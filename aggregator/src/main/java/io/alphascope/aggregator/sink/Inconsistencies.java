package io.alphascope.aggregator.sink;

import io.alphascope.events.CurvatureObserved;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Stores what remarks are derived from: what was trained, and at which steps the published gradient
 * disagrees. Observations in any order, any number of times, lead to the same rows.
 */
final class Inconsistencies {

  /** In the order of the keys, so that two writers never wait for each other's rows. */
  private static final String WORKLOADS =
      """
      INSERT INTO run_workloads AS kept (run, workload, first_step, last_step)
      SELECT run, workload, min(step), max(step)
      FROM unnest(:runs, :workloads, :steps) AS observed (run, workload, step)
      GROUP BY run, workload ORDER BY run, workload
      ON CONFLICT (run, workload) DO UPDATE SET
        first_step = least(kept.first_step, excluded.first_step),
        last_step = greatest(kept.last_step, excluded.last_step)
      WHERE excluded.first_step < kept.first_step OR excluded.last_step > kept.last_step\
      """;

  private static final String AGREEMENTS =
      """
      DELETE FROM gradient_disagreements g
      USING unnest(:runs, :steps) AS agreed (run, step)
      WHERE g.run = agreed.run AND g.step = agreed.step\
      """;

  private static final Upsert<CurvatureObserved> DISAGREEMENTS =
      new Upsert.Builder<CurvatureObserved>("gradient_disagreements")
          .of(CurvatureObserved.getDescriptor(), observed -> observed)
          .keys("run", "step")
          .fields("batch_size")
          .column("published", "float8", CurvatureObserved::getSlopePublished)
          .column("measured", "float8", CurvatureObserved::getSlope)
          .column("published_norm", "float8", o -> o.hasGradientNorm() ? o.getGradientNorm() : null)
          .build();

  private record RunStep(String run, long step) {}

  private Inconsistencies() {}

  static void write(Handle handle, Collection<CurvatureObserved> observations) {
    writeWorkloads(handle, observations);
    Map<RunStep, CurvatureObserved> compared = new LinkedHashMap<>();
    observations.stream()
        .filter(CurvatureObserved::hasGradientDisagrees)
        .forEach(o -> compared.put(new RunStep(o.getRun(), o.getStep()), o));
    List<CurvatureObserved> agreed =
        compared.values().stream().filter(o -> !o.getGradientDisagrees()).toList();
    if (!agreed.isEmpty()) {
      // Steps that were published again, with another gradient.
      update(handle, AGREEMENTS, agreed).execute();
    }
    DISAGREEMENTS.write(
        handle,
        compared.values().stream().filter(CurvatureObserved::getGradientDisagrees).toList());
  }

  private static void writeWorkloads(Handle handle, Collection<CurvatureObserved> observations) {
    List<CurvatureObserved> told =
        observations.stream().filter(CurvatureObserved::hasWorkload).toList();
    if (!told.isEmpty()) {
      update(handle, WORKLOADS, told)
          .bindArray(
              "workloads",
              String.class,
              told.stream().map(o -> Tables.indexed(o.getWorkload())).toList())
          .execute();
    }
  }

  private static Update update(Handle handle, String sql, List<CurvatureObserved> observations) {
    return handle
        .createUpdate(sql)
        .bindArray("runs", String.class, observations.stream().map(o -> o.getRun()).toList())
        .bindArray("steps", Long.class, observations.stream().map(o -> o.getStep()).toList());
  }
}
