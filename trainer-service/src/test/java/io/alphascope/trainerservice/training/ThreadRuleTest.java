package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadRuleTest {

  private static final long SMALL = perceptron("784-128-64-10", 64);
  private static final long LARGE = perceptron("784-2048-2048-10", 64);

  private static long perceptron(String widths, int samples) {
    return Network.of(widths, Activation.RELU).multiplyAdds(List.of(new Shape(samples, 784)));
  }

  @Test
  void smallStepsGetOneThread() {
    assertThat(new ThreadRule(0, 16).choose(SMALL)).isEqualTo(1);
  }

  @Test
  void largeStepsGetHalfOfTheCores() {
    assertThat(new ThreadRule(0, 16).choose(LARGE)).isEqualTo(8);
    assertThat(new ThreadRule(0, 1).choose(LARGE)).isEqualTo(1);
  }

  @Test
  void aLargeBatchMakesALargeStep() {
    assertThat(new ThreadRule(0, 16).choose(perceptron("784-128-64-10", 4096))).isEqualTo(8);
  }

  @Test
  void convolutionsMakeALargeStepOfFewParameters() {
    Network residual = Preset.RESIDUAL.of(Activation.RELU, new Shape(1, 28, 28), 10);
    long step = residual.multiplyAdds(List.of(new Shape(64, 1, 28, 28)));

    assertThat(residual.parameterCount() * 64).isLessThan(SMALL);
    assertThat(new ThreadRule(0, 16).choose(step)).isEqualTo(8);
  }

  @Test
  void whatIsAskedForHolds() {
    assertThat(new ThreadRule(3, 16).choose(SMALL)).isEqualTo(3);
    assertThat(new ThreadRule(3, 2).choose(LARGE)).isEqualTo(3);
  }
}
