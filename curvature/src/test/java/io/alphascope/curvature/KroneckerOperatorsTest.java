package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.ParameterTensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * KFLR against blocks B ⊗ A that are put together from dense matrices: a layer's B is the block of
 * G of its bias, by central differences, and A the mean of its inputs' outer products.
 */
class KroneckerOperatorsTest {
  private static final int[] WIDTHS = {4, 6, 5, 3};
  private static final int SAMPLES = 7;

  static Stream<Arguments> problems() {
    return Stream.of(Activation.values())
        .flatMap(
            activation ->
                Stream.of(Kind.CROSS_ENTROPY, Kind.SQUARED_ERROR)
                    .flatMap(
                        kind ->
                            Stream.of(Reduction.values())
                                .map(reduction -> Arguments.of(activation, kind, reduction))));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void blocksOfFactors(Activation activation, Kind kind, Reduction reduction) {
    Problem problem =
        new Problem(
            WIDTHS, activation, new Loss(kind, reduction), SAMPLES, kind == Kind.CROSS_ENTROPY, 11);
    double[] d = problem.direction(5);
    double[] expected = new double[d.length];
    for (int layer = 1; layer < WIDTHS.length; layer++) {
      ParameterTensor weight = problem.network.parameters().get(2 * layer - 2);
      ParameterTensor bias = problem.network.parameters().get(2 * layer - 1);
      double[][] b = biasBlock(problem, bias);
      double[][] a = inputMoments(problem, layer - 1);
      int out = WIDTHS[layer];
      int in = WIDTHS[layer - 1];
      for (int o = 0; o < out; o++) {
        for (int p = 0; p < out; p++) {
          int at = (int) bias.offset();
          expected[at + o] += b[o][p] * d[at + p];
          for (int k = 0; k < in; k++) {
            for (int l = 0; l < in; l++) {
              expected[(int) weight.offset() + o * in + k] +=
                  b[o][p] * a[k][l] * d[(int) weight.offset() + p * in + l];
            }
          }
        }
      }
    }

    Problem.Observed observed = problem.observe(d, "kflr", "kfac:5000");

    double value = 0;
    double norm = 0;
    for (int k = 0; k < d.length; k++) {
      value += d[k] * expected[k];
      norm += expected[k] * expected[k];
    }
    assertThat(value(observed, 0)).isCloseTo(value, within(1e-8 * value));
    assertThat(observed.product()).containsExactly(expected, within(1e-8 * Math.sqrt(norm)));
    assertThat(value(observed, 1)).isCloseTo(value, within(0.05 * value));
    assertThat(observed.only().value(Quantity.CURVATURE_STANDARD_ERROR)).isEmpty();
  }

  private static double value(Problem.Observed observed, int which) {
    return observed.observations().get(which).value(Quantity.CURVATURE_VALUE).getAsDouble();
  }

  private static double[][] biasBlock(Problem problem, ParameterTensor bias) {
    int size = (int) bias.size();
    double[][] block = new double[size][size];
    for (int p = 0; p < size; p++) {
      double[] unit = new double[problem.theta.length];
      unit[(int) bias.offset() + p] = 1;
      double[] column = problem.reference.ggnTimes(problem.theta, unit);
      for (int o = 0; o < size; o++) {
        block[o][p] = column[(int) bias.offset() + o];
      }
    }
    return block;
  }

  private static double[][] inputMoments(Problem problem, int layer) {
    int width = WIDTHS[layer];
    double[][] moments = new double[width][width];
    for (int i = 0; i < SAMPLES; i++) {
      double[] x = problem.reference.forward(problem.theta, i)[layer];
      for (int k = 0; k < width; k++) {
        for (int l = 0; l < width; l++) {
          moments[k][l] += x[k] * x[l] / SAMPLES;
        }
      }
    }
    return moments;
  }
}
