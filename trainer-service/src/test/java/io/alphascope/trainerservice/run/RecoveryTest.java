package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.Timestamps;
import io.alphascope.trainerservice.publishing.StepLog;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  private static final RunChanged BEGUN =
      RunChanged.newBuilder()
          .setRun("r")
          .setSpecification(RunSpecification.newBuilder().setSchedule("cosine").setWarmupSteps(3))
          .setState(RunChanged.State.RUNNING)
          .setStarted(Timestamps.of(Instant.ofEpochSecond(1_000)))
          .build();

  @Test
  void leavesARunThatAClientOutsideTrains() {
    assertThat(Recovery.isCrashed(BEGUN)).isTrue();
    assertThat(Recovery.isCrashed(BEGUN.toBuilder().setPublisher("alphascope-python 0.1").build()))
        .isFalse();
    assertThat(Recovery.isCrashed(BEGUN.toBuilder().setState(RunChanged.State.COMPLETED).build()))
        .isFalse();
  }

  @Test
  void countsStepsPublishedAfterTheLastReport() {
    RunChanged report =
        BEGUN.toBuilder()
            .setStepsTaken(12)
            .setStepsPublished(9)
            .setRecordsPublished(2)
            .setLastPublishedStep(8)
            .setStepsSkipped(1)
            .build();
    RunChanged found =
        Recovery.interrupted(
            report,
            List.of(
                new StepLog.Logged(9, 1, Instant.ofEpochSecond(1_009)),
                new StepLog.Logged(12, 3, Instant.ofEpochSecond(1_014))));
    assertThat(found)
        .isEqualTo(
            report.toBuilder()
                .setState(RunChanged.State.INTERRUPTED)
                .setStepsTaken(15)
                .setStepsPublished(13)
                .setRecordsPublished(4)
                .setLastPublishedStep(14)
                .setEnded(Timestamps.of(Instant.ofEpochSecond(1_014)))
                .setMessage(
                    "Its trainer crashed; the last step published is 14."
                        + " It is not started again.")
                .build());
  }

  @Test
  void endsWithTheLastReportIfNothingCameAfter() {
    RunChanged found =
        Recovery.interrupted(BEGUN.toBuilder().setTrainingSeconds(2.5).build(), List.of());
    assertThat(found.getState()).isEqualTo(RunChanged.State.INTERRUPTED);
    assertThat(found.getEnded())
        .isEqualTo(Timestamps.of(Instant.ofEpochSecond(1_002, 500_000_000)));
    assertThat(found.hasLastPublishedStep()).isFalse();
    assertThat(found.getMessage()).contains("no step was published");
  }
}
