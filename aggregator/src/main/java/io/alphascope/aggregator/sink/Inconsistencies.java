package io.alphascope.aggregator.sink;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summarizingLong;

import io.alphascope.events.CurvatureObserved;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Keeps what remarks are found of, as observations come: what was trained, and at which steps the
 * published gradient disagrees. In any order and any number of times, the same rows come of them.
 */
final class Inconsistencies {

  private static final Upsert<Map.Entry<RunWorkload, LongSummaryStatistics>> WORKLOADS =
      new Upsert.Builder<Map.Entry<RunWorkload, LongSummaryStatistics>>("run_workloads")
          .key("run", "text", trained -> trained.getKey().run())
          .key("workload", "text", trained -> trained.getKey().workload())
          .extreme("least", "first_step", "int8", trained -> trained.getValue().getMin())
          .extreme("greatest", "last_step", "int8", trained -> trained.getValue().getMax())
          .build();

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

  private record RunWorkload(String run, String workload) {

    static RunWorkload of(CurvatureObserved observed) {
      return new RunWorkload(observed.getRun(), Tables.indexed(observed.getWorkload()));
    }
  }

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
      // Steps that were published anew, with another gradient.
      handle
          .createUpdate(AGREEMENTS)
          .bindArray("runs", String.class, agreed.stream().map(CurvatureObserved::getRun).toList())
          .bindArray("steps", Long.class, agreed.stream().map(CurvatureObserved::getStep).toList())
          .execute();
    }
    DISAGREEMENTS.write(
        handle,
        compared.values().stream().filter(CurvatureObserved::getGradientDisagrees).toList());
  }

  /** In one order, so that of two writers the one waits for the other and not both. */
  private static void writeWorkloads(Handle handle, Collection<CurvatureObserved> observations) {
    Comparator<RunWorkload> order =
        Comparator.comparing(RunWorkload::run).thenComparing(RunWorkload::workload);
    WORKLOADS.write(
        handle,
        observations.stream()
            .filter(CurvatureObserved::hasWorkload)
            .collect(
                groupingBy(
                    RunWorkload::of,
                    () -> new TreeMap<>(order),
                    summarizingLong(CurvatureObserved::getStep)))
            .entrySet());
  }
}
