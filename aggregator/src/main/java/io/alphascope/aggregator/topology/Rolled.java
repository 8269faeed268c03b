package io.alphascope.aggregator.topology;

import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.aggregator.store.SeriesStep;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.StatisticsKey;
import java.util.List;
import org.apache.kafka.streams.KeyValue;

/** What comes of rows. */
sealed interface Rolled {

  /** Records of statistics, or graves over them. */
  List<KeyValue<String, RollingStatistics>> statistics();

  /** Graves over observations. */
  default List<KeyValue<String, byte[]>> observationGraves() {
    return List.of();
  }

  /** Statistics were computed anew. */
  record Computed(RollingStatistics computed) implements Rolled {

    @Override
    public List<KeyValue<String, RollingStatistics>> statistics() {
      StatisticsKey key =
          new StatisticsKey(
              computed.getRun(), computed.getCurvature(), computed.getWindow(), computed.getStep());
      return List.of(KeyValue.pair(key.toString(), computed));
    }
  }

  /** A row of a deleted run is forgotten, or ignored: its observation and statistics go too. */
  record Forgotten(String run, String curvature, long step) implements Rolled {

    Forgotten(SeriesStep row) {
      this(row.series().run(), row.series().curvature(), row.step());
    }

    @Override
    public List<KeyValue<String, RollingStatistics>> statistics() {
      return Recomputation.WINDOWS.stream()
          .map(window -> new StatisticsKey(run, curvature, window, step).toString())
          .map(key -> KeyValue.pair(key, (RollingStatistics) null))
          .toList();
    }

    @Override
    public List<KeyValue<String, byte[]>> observationGraves() {
      return List.of(KeyValue.pair(new ObservationKey(run, step, curvature).toString(), null));
    }
  }
}
