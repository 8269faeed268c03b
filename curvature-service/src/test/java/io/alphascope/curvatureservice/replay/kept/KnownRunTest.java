package io.alphascope.curvatureservice.replay.kept;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.RunChanged;
import io.alphascope.events.RunChanged.State;
import org.junit.jupiter.api.Test;

class KnownRunTest {

  private static final long ALL = Long.MAX_VALUE;

  /** What a client outside has reported of its run. */
  private static RunChanged.Builder reported(State state) {
    return RunChanged.newBuilder()
        .setRun("r")
        .setState(state)
        .setPublisher("alphascope-python 0.1")
        .setStepsPublished(42)
        .setLastPublishedStep(41);
  }

  @Test
  void whatAClientHasPublishedIsKnownWhenItHasEnded() {
    KnownRun completed = new KnownRun(reported(State.COMPLETED).build());

    assertThat(completed.published(0, ALL)).hasValue(42);
    assertThat(completed.published(40, ALL)).hasValue(2);
    assertThat(completed.lastStep()).hasValue(41);
    assertThat(completed.isForeign()).isFalse();
  }

  @Test
  void ofAClientThatCountsItsStepsWithoutTheLastTheNumberOfAllIsKnown() {
    KnownRun stopped = new KnownRun(reported(State.STOPPED).clearLastPublishedStep().build());

    assertThat(stopped.published(0, ALL)).hasValue(42);
    assertThat(stopped.published(40, ALL)).isEmpty();
    assertThat(stopped.published(0, 10)).isEmpty();
    assertThat(stopped.lastStep()).isEmpty();
  }

  @Test
  void aClientThatTrainsOrFellSilentMayHavePublishedMoreThanItReported() {
    for (State state : new State[] {State.RUNNING, State.INTERRUPTED}) {
      KnownRun open = new KnownRun(reported(state).build());

      assertThat(open.published(0, ALL)).as("%s", state).isEmpty();
      assertThat(open.lastStep()).as("%s", state).isEmpty();
      assertThat(open.ended()).as("%s", state).isEmpty();
      assertThat(open.isCounted()).as("%s", state).isFalse();
    }
    assertThat(new KnownRun(reported(State.RUNNING).setStepsPlanned(100).build()).lastStep())
        .hasValue(99);
  }

  @Test
  void ofACrashedTrainersRunTheStepsWereCounted() {
    KnownRun interrupted = new KnownRun(reported(State.INTERRUPTED).clearPublisher().build());

    assertThat(interrupted.published(0, ALL)).hasValue(42);
    assertThat(interrupted.lastStep()).hasValue(41);
  }
}
