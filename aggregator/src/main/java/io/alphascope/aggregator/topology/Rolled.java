package io.alphascope.aggregator.topology;

import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.aggregator.store.SeriesStep;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.StatisticsKey;
import java.util.List;
import org.apache.kafka.streams.KeyValue;

/**
 * Records that a change of rows leads to.
 *
 * @param statistics for {@code curvature.statistics}; tombstones have no value
 * @param tombstones for {@code curvature.observations}
 */
record Rolled(
    List<KeyValue<String, RollingStatistics>> statistics,
    List<KeyValue<String, byte[]>> tombstones) {

  /** Statistics that were computed again. */
  static Rolled computed(RollingStatistics statistics) {
    StatisticsKey key =
        new StatisticsKey(
            statistics.getRun(),
            statistics.getCurvature(),
            statistics.getWindow(),
            statistics.getStep());
    return new Rolled(List.of(KeyValue.pair(key.toString(), statistics)), List.of());
  }

  /** A row of a deleted run: its observation and its statistics are deleted too. */
  static Rolled forgotten(SeriesStep row) {
    String run = row.series().run();
    String curvature = row.series().curvature();
    return new Rolled(
        Recomputation.WINDOWS.stream()
            .map(window -> new StatisticsKey(run, curvature, window, row.step()))
            .map(key -> KeyValue.pair(key.toString(), (RollingStatistics) null))
            .toList(),
        List.of(KeyValue.pair(new ObservationKey(run, row.step(), curvature).toString(), null)));
  }
}
