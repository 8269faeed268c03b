package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.network.Activation;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against dense matrices from central differences, in float64. */
class DiagonalOperatorsTest {
  private static final int[] WIDTHS = {4, 6, 5, 3};

  static Stream<Arguments> problems() {
    return Stream.of(Activation.values())
        .flatMap(
            activation ->
                Stream.of(Kind.CROSS_ENTROPY, Kind.SQUARED_ERROR, Kind.BINARY_CROSS_ENTROPY)
                    .flatMap(
                        kind ->
                            Stream.of(Reduction.values())
                                .map(reduction -> Arguments.of(activation, kind, reduction))));
  }

  private static Problem problem(Activation activation, Kind kind, Reduction reduction) {
    return new Problem(
        WIDTHS, activation, new Loss(kind, reduction), 7, kind == Kind.CROSS_ENTROPY, 11);
  }

  /** B_kk of a matrix given by its products. */
  private static double[] diagonal(int size, UnaryOperator<double[]> times) {
    double[] diagonal = new double[size];
    for (int k = 0; k < size; k++) {
      double[] unit = new double[size];
      unit[k] = 1;
      diagonal[k] = times.apply(unit)[k];
    }
    return diagonal;
  }

  private static void check(Problem problem, String name, double[] diagonal) {
    double[] d = problem.direction(5);
    double[] expected = new double[d.length];
    double value = 0;
    double norm = 0;
    for (int k = 0; k < d.length; k++) {
      expected[k] = diagonal[k] * d[k];
      value += d[k] * expected[k];
      norm += expected[k] * expected[k];
    }
    Problem.Observed observed = problem.observe(d, name);
    assertThat(observed.only().value(Quantity.CURVATURE_VALUE).getAsDouble())
        .isCloseTo(value, within(1e-8 * Math.sqrt(norm)));
    assertThat(observed.product()).containsExactly(expected, within(1e-8 * Math.sqrt(norm)));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void diagonalOfGaussNewton(Activation activation, Kind kind, Reduction reduction) {
    Problem problem = problem(activation, kind, reduction);
    check(
        problem,
        "diagonal-ggn",
        diagonal(problem.theta.length, unit -> problem.reference.ggnTimes(problem.theta, unit)));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void diagonalOfTheHessian(Activation activation, Kind kind, Reduction reduction) {
    Problem problem = problem(activation, kind, reduction);
    check(
        problem,
        "diagonal-hessian",
        diagonal(
            problem.theta.length, unit -> problem.reference.hessianTimes(problem.theta, unit)));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void positiveResiduals(Activation activation, Kind kind, Reduction reduction) {
    Problem problem = problem(activation, kind, reduction);
    double[] d = problem.direction(5);
    double[] e = problem.direction(6);

    Problem.Observed observed = problem.observe(d, "hessian-positive");
    double value = observed.only().value(Quantity.CURVATURE_VALUE).getAsDouble();
    double product = 0;
    for (int k = 0; k < e.length; k++) {
      product += e[k] * observed.product()[k];
    }

    double expected = positive(problem, d);
    double plus = positive(problem, ReferenceNetwork.along(d, e, 1));
    double minus = positive(problem, ReferenceNetwork.along(d, e, -1));
    assertThat(value).isCloseTo(expected, within(1e-8 * Math.abs(expected)));
    assertThat(product).isCloseTo((plus - minus) / 4, within(1e-7 * plus));
  }

  private static double positive(Problem problem, double[] d) {
    double[] product = problem.reference.ggnTimes(problem.theta, d);
    double value = problem.reference.positiveResiduals(problem.theta, d);
    for (int k = 0; k < d.length; k++) {
      value += d[k] * product[k];
    }
    return value;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void drawnTargetsGiveGaussNewtonOnAverage(Activation activation, Kind kind, Reduction reduction) {
    Problem problem = problem(activation, kind, reduction);
    double[] d = problem.direction(5);
    Problem.Observed observed =
        problem.observe(d, "ggn", "fisher-mc:10000", "diagonal-ggn", "diagonal-ggn-mc:2000");
    double ggn = value(observed, 0);
    double diagonal = value(observed, 2);

    assertThat(value(observed, 1)).isCloseTo(ggn, within(0.05 * ggn));
    assertThat(value(observed, 3)).isCloseTo(diagonal, within(0.1 * diagonal));
  }

  private static double value(Problem.Observed observed, int which) {
    return observed.observations().get(which).value(Quantity.CURVATURE_VALUE).getAsDouble();
  }

  @Test
  void arraysAreFreed() {
    Problem problem = problem(Activation.TANH, Kind.CROSS_ENTROPY, Reduction.MEAN);
    List<CurvatureName> names =
        CurvatureName.parseList(
            "hessian-positive,fisher-mc,diagonal-ggn,diagonal-ggn-mc,diagonal-hessian,kfac,kflr,kfra");
    try (StepObserver observer = StepObserver.withProducts()) {
      int[] live = new int[20];
      for (int k = 0; k < live.length; k++) {
        observer.observe(
            problem.step(problem.direction(k)), names, choice -> problem.batch(DataType.FLOAT64));
        live[k] = observer.liveArrays();
      }
      assertThat(live).containsOnly(live[0]);
    }
  }
}
