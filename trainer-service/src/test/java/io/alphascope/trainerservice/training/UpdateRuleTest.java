package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.PyTorch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Five steps on f(θ) = ½ Σ k θ² + b θ of two tensors, each step at another rate, against the
 * parameters that PyTorch's optimizers give (pytorch/README.md).
 */
class UpdateRuleTest {

  private static final double[] RATES = {0.05, 0.1, 0.02, 0.05, 0.005};

  @ParameterizedTest
  @CsvFileSource(resources = "pytorch/updates.csv", numLinesToSkip = 1)
  void stepsAsPyTorch(
      String optimizer, double momentum, boolean nesterov, double weightDecay, String expected) {
    OptimizerChoice choice =
        new OptimizerChoice(
            Stream.of(OptimizerChoice.Kind.values())
                .filter(kind -> kind.toString().equals(optimizer))
                .findFirst()
                .orElseThrow(),
            0.05,
            momentum,
            weightDecay,
            nesterov);

    List<float[]> steps = steps(choice);

    String[] expectedSteps = expected.split(";");
    assertThat(steps).hasSameSizeAs(expectedSteps);
    for (int step = 0; step < steps.size(); step++) {
      assertThat(steps.get(step))
          .as("θ after step %d", step)
          .containsExactly(floats(expectedSteps[step]), within(1e-6f));
    }
  }

  /** θ after each step. */
  private static List<float[]> steps(OptimizerChoice choice) {
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      NDArray matrix = manager.create(new float[] {1, -2, 0.5f, 3}, new Shape(2, 2));
      NDArray vector = manager.create(new float[] {-0.25f, 1.5f});
      NDArray matrixK = manager.create(new float[] {1, 10, 0.5f, 3}, new Shape(2, 2));
      NDArray vectorK = manager.create(new float[] {-1, 0.25f});
      NDArray matrixB = manager.create(new float[] {-3, 4, 1, -2}, new Shape(2, 2));
      NDArray vectorB = manager.create(new float[] {0.5f, -1});
      UpdateRule ofMatrix = UpdateRule.of(choice, matrix);
      UpdateRule ofVector = UpdateRule.of(choice, vector);
      List<float[]> steps = new ArrayList<>();
      for (double rate : RATES) {
        NDArray matrixGradient = matrix.mul(matrixK).addi(matrixB);
        NDArray vectorGradient = vector.mul(vectorK).addi(vectorB);
        float[] before = matrixGradient.toFloatArray();
        ofMatrix.step(matrix, matrixGradient, rate);
        ofVector.step(vector, vectorGradient, rate);
        assertThat(matrixGradient.toFloatArray())
            .as("the gradient is left alone")
            .isEqualTo(before);
        steps.add(matrix.flatten().concat(vector).toFloatArray());
      }
      return steps;
    }
  }

  private static float[] floats(String numbers) {
    String[] words = numbers.strip().split(" ");
    float[] floats = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      floats[i] = Float.parseFloat(words[i]);
    }
    return floats;
  }
}
