package io.alphascope.curvatureservice.replay.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayStateTest {

  private static final ReplayChanged RUNNING =
      ReplayChanged.newBuilder().setReplay("r").setState(State.RUNNING).build();
  private static final ReplayChanged CANCELLED =
      RUNNING.toBuilder().setState(State.CANCELLED).build();

  @Test
  void whatHasEndedDoesNotRunAgainBecauseOfALateReport() {
    assertThat(ReplayState.after(null, RUNNING)).isSameAs(RUNNING);
    assertThat(ReplayState.after(RUNNING, CANCELLED)).isSameAs(CANCELLED);
    assertThat(ReplayState.after(CANCELLED, RUNNING)).isSameAs(CANCELLED);
  }

  @Test
  void theOrderOfCurvaturesMakesNoOtherQuestion() {
    ReplayRequest one = request("r", "ggn", "hessian");

    assertThat(ReplayState.isSameQuestion(one, request("r", "hessian", "ggn"))).isTrue();
    assertThat(ReplayState.isSameQuestion(one, request("r", "ggn"))).isFalse();
    assertThat(ReplayState.isSameQuestion(one, request("s", "ggn", "hessian"))).isFalse();
    assertThat(ReplayState.isSameQuestion(one, one.toBuilder().setFirstStep(0).build())).isFalse();
    ReplayRequest observing =
        one.toBuilder().addObservables("noise").addObservables("trace@2").build();
    assertThat(ReplayState.isSameQuestion(one, observing)).isFalse();
    assertThat(
            ReplayState.isSameQuestion(
                observing,
                one.toBuilder().addObservables("trace@2").addObservables("noise").build()))
        .isTrue();
  }

  private static ReplayRequest request(String run, String... curvatures) {
    return ReplayRequest.newBuilder().setRun(run).addAllCurvatures(List.of(curvatures)).build();
  }
}
