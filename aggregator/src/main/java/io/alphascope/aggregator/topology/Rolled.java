package io.alphascope.aggregator.topology;

import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.aggregator.store.SeriesStep;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.StatisticsKey;
import java.util.List;

/** What comes of rows. */
sealed interface Rolled {

  /** Statistics were computed anew. */
  record Computed(RollingStatistics statistics) implements Rolled {

    String key() {
      return new StatisticsKey(
              statistics.getRun(),
              statistics.getCurvature(),
              statistics.getWindow(),
              statistics.getStep())
          .toString();
    }
  }

  /** A row of a deleted run is forgotten, or ignored: its observation and statistics go too. */
  record Forgotten(SeriesStep row) implements Rolled {

    String observationKey() {
      return new ObservationKey(row.series().run(), row.step(), row.series().curvature())
          .toString();
    }

    List<String> statisticsKeys() {
      return Recomputation.WINDOWS.stream()
          .map(
              window ->
                  new StatisticsKey(
                          row.series().run(), row.series().curvature(), window, row.step())
                      .toString())
          .toList();
    }
  }
}
