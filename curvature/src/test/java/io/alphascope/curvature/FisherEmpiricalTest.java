package io.alphascope.curvature;

import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.alphascope.curvature.operator.Structure;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.ParameterTensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** s Σᵢ gᵢ gᵢᵀ d, from the hand-written gradients of single samples. */
class FisherEmpiricalTest {
  private static final int[] WIDTHS = {5, 7, 4};
  private static final int SAMPLES = 9;

  @ParameterizedTest
  @CsvSource({
    "CROSS_ENTROPY, MEAN, 9",
    "CROSS_ENTROPY, SUM, 1",
    "SQUARED_ERROR, MEAN, 36",
    "BINARY_CROSS_ENTROPY, MEAN, 36"
  })
  void isTheSumOfOuterProductsOfGradients(Kind kind, Reduction reduction, double divisor) {
    Loss loss = new Loss(kind, reduction);
    Problem problem = new Problem(WIDTHS, Activation.TANH, loss, SAMPLES, true, 3);
    double[] d = problem.direction(5);
    for (Structure structure : Structure.values()) {
      double[] expected = new double[d.length];
      for (double[] gradient : gradients(problem, kind)) {
        for (List<ParameterTensor> block : structure.blocks(problem.network)) {
          addOuterProduct(gradient, d, block, 1 / divisor, expected);
        }
      }

      Problem.Observed observed = problem.observe(d, "fisher-empirical/" + structure);

      double norm = Problem.norm(expected);
      assertThat(observed.product()).containsExactly(expected, offset(1e-10 * norm));
      double curvature = 0;
      for (int k = 0; k < d.length; k++) {
        curvature += d[k] * expected[k];
      }
      assertThat(observed.only().value(CURVATURE_VALUE).getAsDouble())
          .isCloseTo(curvature, offset(1e-10 * curvature));
    }
  }

  /** The gradient of every sample's loss, not reduced. */
  private static double[][] gradients(Problem problem, Kind kind) {
    double[][] gradients = new double[SAMPLES][];
    Arrays.setAll(
        gradients,
        i ->
            new ReferenceNetwork(
                    WIDTHS,
                    Activation.TANH,
                    new Loss(kind, Reduction.SUM),
                    new double[][] {problem.inputs[i]},
                    new double[][] {problem.targets[i]})
                .gradient(problem.theta));
    return gradients;
  }

  private static void addOuterProduct(
      double[] gradient, double[] d, List<ParameterTensor> block, double scale, double[] sum) {
    int start = (int) block.get(0).offset();
    ParameterTensor last = block.get(block.size() - 1);
    int end = (int) (last.offset() + last.size());
    double slope = 0;
    for (int k = start; k < end; k++) {
      slope += d[k] * gradient[k];
    }
    for (int k = start; k < end; k++) {
      sum[k] += scale * slope * gradient[k];
    }
  }
}
