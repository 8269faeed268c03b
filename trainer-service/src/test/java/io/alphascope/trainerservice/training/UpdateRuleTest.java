package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alphascope.workload.engine.PyTorch;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Three steps on f(θ) = ½ Σ k θ², k = (1, 10), from θ = (1, −2), against the update formulas that
 * PyTorch documents for SGD and Adam, worked out apart from this code in float64.
 */
class UpdateRuleTest {

  @Test
  void sgdAsPyTorch() {
    assertThat(afterThreeSteps(OptimizerChoice.Kind.SGD, 0)).containsExactly(SGD, within(1e-6f));
  }

  @Test
  void momentumAsPyTorch() {
    assertThat(afterThreeSteps(OptimizerChoice.Kind.MOMENTUM, 0.9))
        .containsExactly(MOMENTUM, within(1e-6f));
  }

  @Test
  void adamAsPyTorch() {
    assertThat(afterThreeSteps(OptimizerChoice.Kind.ADAM, 0)).containsExactly(ADAM, within(1e-6f));
  }

  private static float[] afterThreeSteps(OptimizerChoice.Kind kind, double momentum) {
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      NDArray theta = manager.create(new float[] {1, -2});
      NDArray curvature = manager.create(new float[] {1, 10});
      UpdateRule rule = UpdateRule.of(new OptimizerChoice(kind, 0.05, momentum), manager);
      for (int step = 0; step < 3; step++) {
        rule.step(List.of(theta), List.of(theta.mul(curvature)));
      }
      return theta.toFloatArray();
    }
  }

  private static final float[] SGD = {0.857375f, -0.25f};
  private static final float[] MOMENTUM = {0.731375f, 1.46f};
  private static final float[] ADAM = {0.85031170f, -1.85013692f};
}
