package io.alphascope.aggregator.postgres;

import io.alphascope.events.CurvatureObserved;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps what remarks are found of, as observations come: what was trained, and at which steps the
 * published gradient disagrees. In any order and any number of times, the same rows come of them.
 */
final class Inconsistencies {

  private static final String WORKLOADS =
      """
      INSERT INTO run_workloads AS kept (run, workload, first_step, last_step)
      SELECT * FROM unnest(?::text[], ?::text[], ?::int8[], ?::int8[])
      ON CONFLICT (run, workload) DO UPDATE SET
        first_step = least(kept.first_step, excluded.first_step),
        last_step = greatest(kept.last_step, excluded.last_step)
      WHERE excluded.first_step < kept.first_step OR excluded.last_step > kept.last_step\
      """;

  private static final String AGREEMENTS =
      """
      DELETE FROM gradient_disagreements g
      USING unnest(?::text[], ?::int8[]) AS agreed (run, step)
      WHERE g.run = agreed.run AND g.step = agreed.step\
      """;

  private static final Upsert<CurvatureObserved> DISAGREEMENTS =
      new Upsert.Builder<CurvatureObserved>("gradient_disagreements")
          .key("run", "text", CurvatureObserved::getRun)
          .key("step", "int8", CurvatureObserved::getStep)
          .column("published", "float8", CurvatureObserved::getSlopePublished)
          .column("measured", "float8", CurvatureObserved::getSlope)
          .column("published_norm", "float8", o -> o.hasGradientNorm() ? o.getGradientNorm() : null)
          .column("batch_size", "int4", CurvatureObserved::getBatchSize)
          .build();

  private record RunStep(String run, long step) {}

  private record RunWorkload(String run, String workload) implements Comparable<RunWorkload> {

    @Override
    public int compareTo(RunWorkload other) {
      int byRun = run.compareTo(other.run);
      return byRun != 0 ? byRun : workload.compareTo(other.workload);
    }
  }

  private Inconsistencies() {}

  static void write(Connection connection, Collection<CurvatureObserved> observations)
      throws SQLException {
    writeWorkloads(connection, observations);
    Map<RunStep, CurvatureObserved> compared = new LinkedHashMap<>();
    observations.stream()
        .filter(CurvatureObserved::hasGradientDisagrees)
        .forEach(o -> compared.put(new RunStep(o.getRun(), o.getStep()), o));
    List<CurvatureObserved> agreed =
        compared.values().stream().filter(o -> !o.getGradientDisagrees()).toList();
    if (!agreed.isEmpty()) {
      // Steps that were published anew, with another gradient.
      execute(
          connection,
          AGREEMENTS,
          array(connection, "text", agreed.stream().map(CurvatureObserved::getRun).toArray()),
          array(connection, "int8", agreed.stream().map(CurvatureObserved::getStep).toArray()));
    }
    DISAGREEMENTS.write(
        connection,
        compared.values().stream().filter(CurvatureObserved::getGradientDisagrees).toList());
  }

  /** In one order, so that of two writers the one waits for the other and not both. */
  private static void writeWorkloads(
      Connection connection, Collection<CurvatureObserved> observations) throws SQLException {
    Map<RunWorkload, Steps> trained = new TreeMap<>();
    observations.stream()
        .filter(CurvatureObserved::hasWorkload)
        .forEach(
            o ->
                trained.merge(
                    new RunWorkload(o.getRun(), Tables.indexed(o.getWorkload())),
                    new Steps(o.getStep(), o.getStep()),
                    (a, b) ->
                        new Steps(Math.min(a.first(), b.first()), Math.max(a.last(), b.last()))));
    if (trained.isEmpty()) {
      return;
    }
    execute(
        connection,
        WORKLOADS,
        array(connection, "text", trained.keySet().stream().map(RunWorkload::run).toArray()),
        array(connection, "text", trained.keySet().stream().map(RunWorkload::workload).toArray()),
        array(connection, "int8", trained.values().stream().map(Steps::first).toArray()),
        array(connection, "int8", trained.values().stream().map(Steps::last).toArray()));
  }

  private static Array array(Connection connection, String type, Object[] values)
      throws SQLException {
    return connection.createArrayOf(type, values);
  }

  private static void execute(Connection connection, String sql, Array... arrays)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arrays.length; i++) {
        statement.setArray(i + 1, arrays[i]);
      }
      statement.executeUpdate();
    }
  }
}
