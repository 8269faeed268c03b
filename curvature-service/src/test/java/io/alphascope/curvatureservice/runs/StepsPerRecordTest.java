package io.alphascope.curvatureservice.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.alphascope.events.RunChanged;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsPerRecordTest {

  private static RunChanged run(long started, long steps, long records) {
    return RunChanged.newBuilder()
        .setStarted(Timestamp.newBuilder().setSeconds(started))
        .setStepsPublished(steps)
        .setRecordsPublished(records)
        .build();
  }

  @Test
  void isTheAverageOfTheNewestRun() {
    assertThat(StepsPerRecord.ofNewest(List.of(run(20, 938, 118), run(10, 100, 100))))
        .isEqualTo(938 / 118.0);
  }

  @Test
  void isOneWhereRecordsWereNotCounted() {
    assertThat(StepsPerRecord.of(run(10, 938, 0))).isEqualTo(1);
    assertThat(StepsPerRecord.ofNewest(List.of())).isEqualTo(1);
  }
}
