package io.alphascope.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.remarks.Workload;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a run is shown to minimise. */
@ExtendWith(SharedServers.class)
class LossColumnIT {

  @Test
  void holdsTheOptionsThatChangeTheNumbers(TestDatabase empty) throws SQLException {
    RunSpecification plain = RunSpecification.newBuilder().setLoss("cross-entropy").build();
    RunSpecification smoothed = plain.toBuilder().setLabelSmoothing(0.1).build();
    try (SeriesDatabase database = SeriesDatabase.migrated(empty)) {
      Tables.RUNS.write(database.handle, List.of(run("plain", plain), run("smoothed", smoothed)));

      assertThat(database.query("SELECT loss FROM runs ORDER BY run"))
          .containsExactly(
              List.of("cross-entropy"), List.of("cross-entropy (label_smoothing 0.1)"));
      assertThat(Workload.of(smoothed).loss()).isEqualTo("cross-entropy (label_smoothing 0.1)");
    }
  }

  private static RunChanged run(String name, RunSpecification specification) {
    return RunChanged.newBuilder()
        .setRun(name)
        .setState(RunChanged.State.RUNNING)
        .setSpecification(specification)
        .build();
  }
}
