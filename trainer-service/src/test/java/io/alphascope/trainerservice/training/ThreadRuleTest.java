package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import org.junit.jupiter.api.Test;

class ThreadRuleTest {

  private static final Network SMALL = Network.of("784-128-64-10", Activation.RELU);
  private static final Network LARGE = Network.of("784-2048-2048-10", Activation.RELU);

  @Test
  void smallStepsGetOneThread() {
    assertThat(new ThreadRule(0, 16).choose(SMALL, 64)).isEqualTo(1);
  }

  @Test
  void largeStepsGetHalfOfTheCores() {
    assertThat(new ThreadRule(0, 16).choose(LARGE, 64)).isEqualTo(8);
    assertThat(new ThreadRule(0, 1).choose(LARGE, 64)).isEqualTo(1);
  }

  @Test
  void aLargeBatchMakesALargeStep() {
    assertThat(new ThreadRule(0, 16).choose(SMALL, 4096)).isEqualTo(8);
  }

  @Test
  void whatIsAskedForHolds() {
    assertThat(new ThreadRule(3, 16).choose(SMALL, 64)).isEqualTo(3);
    assertThat(new ThreadRule(3, 2).choose(LARGE, 64)).isEqualTo(3);
  }
}
