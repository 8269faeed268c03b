package io.alphascope.curvatureservice.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.RunChanged;
import io.alphascope.events.RunChanged.State;
import io.alphascope.events.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PublishersTest {

  private static final Instant WRITTEN = Instant.ofEpochSecond(1_000);

  private static final RunChanged RUNNING =
      RunChanged.newBuilder()
          .setRun("r")
          .setState(State.RUNNING)
          .setPublisher("alphascope-python 0.1")
          .setStepsPublished(42)
          .setLastPublishedStep(41)
          .build();

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it may overflow
  private final Publishers publishers = new Publishers(Duration.ofSeconds(60), now::get);

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void oneThatSaysNothingForLongIsInterruptedAtItsLastReport() {
    publishers.read(RUNNING, WRITTEN);
    pass(60);
    assertThat(publishers.silent()).isEmpty();
    pass(1);

    assertThat(publishers.silent())
        .containsExactly(
            RUNNING.toBuilder()
                .setState(State.INTERRUPTED)
                .setEnded(Timestamps.of(WRITTEN))
                .setMessage(
                    "nothing was heard of its publisher (alphascope-python 0.1) for 60 s; the last"
                        + " step reported is 41")
                .build());
  }

  @Test
  void oneThatHasReportedNoStepIsInterruptedWithoutOne() {
    publishers.read(RUNNING.toBuilder().clearLastPublishedStep().build(), WRITTEN);
    pass(61);

    assertThat(publishers.silent())
        .singleElement()
        .extracting(RunChanged::getMessage)
        .asString()
        .endsWith(" for 60 s; no step was reported");
  }

  @Test
  void eachReportBeginsThePatienceAnew() {
    publishers.read(RUNNING, WRITTEN);
    pass(59);
    publishers.read(RUNNING, WRITTEN); // with the same contents, and a clock that stands still
    pass(59);

    assertThat(publishers.silent()).isEmpty();
  }

  @Test
  void whoHasEndedOrBeenInterruptedMaySayNothing() {
    publishers.read(RUNNING, WRITTEN);
    pass(61);
    publishers.read(publishers.silent().get(0), WRITTEN);
    assertThat(publishers.silent()).isEmpty();

    publishers.read(RUNNING, WRITTEN);
    pass(61);
    assertThat(publishers.silent()).hasSize(1);
    publishers.read(RUNNING.toBuilder().setState(State.COMPLETED).build(), WRITTEN);
    assertThat(publishers.silent()).isEmpty();
  }

  @Test
  void aTrainersRunIsNoneOfThem() {
    publishers.read(RUNNING.toBuilder().clearPublisher().build(), WRITTEN);
    pass(61);

    assertThat(publishers.silent()).isEmpty();
  }

  @Test
  void whileTheBrokerIsAwayNobodyIsSilent() {
    publishers.read(RUNNING, WRITTEN);
    pass(3_600);
    publishers.cannotBeHeard();
    pass(60);
    assertThat(publishers.silent()).isEmpty();
    pass(1);

    assertThat(publishers.silent())
        .singleElement()
        .extracting(RunChanged::getEnded)
        .isEqualTo(Timestamps.of(WRITTEN));
  }

  @Test
  void aRunThatIsForgottenIsNotInterrupted() {
    publishers.read(RUNNING, WRITTEN);
    publishers.forget("r");
    pass(61);

    assertThat(publishers.silent()).isEmpty();
  }
}
