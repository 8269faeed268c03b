package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Histogram;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.network.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against dense matrices and gradients one by one, in float64. */
class ObservablesTest {
  private static final int[] WIDTHS = {4, 5, 4, 3};
  private static final int SAMPLES = 7;
  private static final double RATE = 0.01;
  private static final String ALL =
      "distance,noise,tic,trace,hutchinson:400,eigenvalue,gradient-histogram,"
          + "parameter-histogram,gradient-parameter-histogram";

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

  private static Problem problem(Activation activation, Kind kind, Reduction reduction) {
    return new Problem(
        WIDTHS, activation, new Loss(kind, reduction), SAMPLES, kind == Kind.CROSS_ENTROPY, 11);
  }

  private static StepOutcome observe(
      Problem problem, DataType type, String curvatures, String observables) {
    try (StepObserver observer = StepObserver.withoutProducts(Device.cpu())) {
      return observer.observe(
          problem.step(problem.direction(5), type, null),
          new StepRequest(
              CurvatureName.parseList(curvatures), ObservableChoice.parseList(observables)),
          choice -> problem.batch(type),
          null,
          null);
    }
  }

  private static double value(Observation observation, Quantity quantity) {
    return observation.value(quantity).orElseThrow();
  }

  private static double[][] dense(int size, UnaryOperator<double[]> times) {
    double[][] matrix = new double[size][];
    for (int k = 0; k < size; k++) {
      double[] unit = new double[size];
      unit[k] = 1;
      matrix[k] = times.apply(unit);
    }
    for (int k = 0; k < size; k++) {
      for (int j = 0; j < k; j++) {
        double mean = (matrix[k][j] + matrix[j][k]) / 2;
        matrix[k][j] = mean;
        matrix[j][k] = mean;
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void ofMatrices(Activation activation, Kind kind, Reduction reduction) {
    Problem problem = problem(activation, kind, reduction);
    int size = problem.theta.length;
    List<double[][]> matrices =
        List.of(
            dense(size, v -> problem.reference.hessianTimes(problem.theta, v)),
            dense(size, v -> problem.reference.ggnTimes(problem.theta, v)));

    StepOutcome outcome = observe(problem, DataType.FLOAT64, "hessian,ggn", ALL);

    assertThat(outcome.refusals()).isEmpty();
    double squares =
        Arrays.stream(gradients(problem)).flatMapToDouble(Arrays::stream).map(u -> u * u).sum();
    for (int which = 0; which < 2; which++) {
      Observation observed = outcome.observations().get(which);
      double[][] matrix = matrices.get(which);
      double[] eigenvalues =
          new EigenDecompositionSymmetric(new Array2DRowRealMatrix(matrix)).getEigenvalues();
      double largest = Arrays.stream(eigenvalues).max().orElseThrow();
      double trace = Arrays.stream(eigenvalues).sum();
      assertThat(value(observed, Quantity.LARGEST_EIGENVALUE))
          .isCloseTo(largest, within(1e-6 * largest));
      assertThat(value(observed, Quantity.EIGENVALUE_RESIDUAL)).isLessThanOrEqualTo(1e-6);
      assertThat(value(observed, Quantity.EIGENVALUE_ITERATIONS)).isBetween(1.0, 1.0 * size);
      assertThat(value(observed, Quantity.TRACE)).isCloseTo(trace, within(1e-8 * largest));
      double error = value(observed, Quantity.TRACE_ESTIMATE_STANDARD_ERROR);
      assertThat(error).isPositive();
      assertThat(value(observed, Quantity.TRACE_ESTIMATE)).isCloseTo(trace, within(4 * error));
      assertThat(value(observed, Quantity.TIC_TRACE))
          .isCloseTo(SAMPLES * squares / (trace + 1e-7), within(1e-7 * SAMPLES * squares / trace));
      double tic = 0;
      for (int k = 0; k < size; k++) {
        double ofOne = 0;
        for (double[] gradient : gradients(problem)) {
          ofOne += gradient[k] * gradient[k];
        }
        tic += SAMPLES * ofOne / (matrix[k][k] + 1e-7);
      }
      if (which == 1) { // the Hessian's diagonal crosses zero
        assertThat(value(observed, Quantity.TIC_DIAGONAL)).isCloseTo(tic, within(1e-3 * tic));
      }
      if (observed.value(Quantity.ALPHA_STAR).isPresent()) {
        double norm = value(observed, Quantity.STEP_NORM);
        assertThat(value(observed, Quantity.CONDITION_ALONG_STEP))
            .isCloseTo(
                largest * norm * norm / value(observed, Quantity.CURVATURE_VALUE),
                within(1e-5 * largest));
      }
    }
  }

  /** s ∇ℓᵢ, [n][P]. */
  private static double[][] gradients(Problem problem) {
    double factor = problem.loss.reduction() == Reduction.MEAN ? 1.0 / SAMPLES : 1;
    double[][] gradients = new double[SAMPLES][];
    for (int i = 0; i < SAMPLES; i++) {
      ReferenceNetwork one =
          new ReferenceNetwork(
              WIDTHS,
              problem.activation,
              problem.loss,
              new double[][] {problem.inputs[i]},
              new double[][] {problem.targets[i]});
      gradients[i] = one.gradient(problem.theta);
      for (int k = 0; k < gradients[i].length; k++) {
        gradients[i][k] *= factor;
      }
    }
    return gradients;
  }

  /** Cockpit's formulas on each sample's own gradient, n s ∇ℓᵢ, whose mean is g. */
  @ParameterizedTest
  @MethodSource("problems")
  void ofTheSamplesGradients(Activation activation, Kind kind, Reduction reduction) {
    Problem problem = problem(activation, kind, reduction);
    double[] g = problem.reference.gradient(problem.theta);
    double[][] own = gradients(problem);
    double sum = 0;
    double longest = 0;
    double lengths = 0;
    double alongG = 0;
    double acrossG = 0;
    double square = Problem.dot(g, g);
    for (double[] gradient : own) {
      double norm = Problem.norm(gradient);
      sum += norm * norm;
      longest = Math.max(longest, norm);
      lengths += norm;
      double projection = SAMPLES * Problem.dot(gradient, g);
      alongG += (projection - square) * (projection - square);
      double across = SAMPLES * SAMPLES * norm * norm - projection * projection / square;
      acrossG += across;
    }
    double variance = 0;
    double gsnr = 0;
    double stopping = 0;
    for (int k = 0; k < g.length; k++) {
      double spread = 0;
      for (double[] gradient : own) {
        spread += Math.pow(SAMPLES * gradient[k] - g[k], 2);
      }
      variance += spread / SAMPLES / SAMPLES / SAMPLES;
      gsnr += g[k] * g[k] / (spread / SAMPLES + 1e-5) / g.length;
      stopping += g[k] * g[k] / (spread / (SAMPLES - 1) + 1e-5) / g.length;
    }
    double trace = variance * SAMPLES * SAMPLES * SAMPLES / (SAMPLES - 1);
    double loss = problem.reference.loss(problem.theta);

    Observation observed =
        observe(problem, DataType.FLOAT64, "hessian", "noise").observations().get(0);

    check(observed, Quantity.SUM_GRADIENT_SQUARED, sum);
    check(observed, Quantity.GRADIENT_VARIANCE, variance);
    check(observed, Quantity.SAMPLE_GRADIENT_NORM_MEAN, lengths / SAMPLES);
    check(observed, Quantity.SAMPLE_GRADIENT_NORM_MAXIMUM, longest);
    check(observed, Quantity.MEAN_GSNR, gsnr);
    check(observed, Quantity.EARLY_STOPPING, 1 - SAMPLES * stopping);
    check(observed, Quantity.NORM_TEST, Math.sqrt(trace / SAMPLES / square));
    check(
        observed,
        Quantity.INNER_PRODUCT_TEST,
        Math.sqrt(alongG / (SAMPLES - 1) / SAMPLES) / square);
    check(
        observed,
        Quantity.ORTHOGONALITY_TEST,
        Math.sqrt(acrossG / (SAMPLES - 1) / SAMPLES / square));
    check(observed, Quantity.CABS, RATE * trace * (SAMPLES - 1) / SAMPLES / loss);
    assertThat(observed.value(Quantity.TIC_TRACE)).isEmpty();
    assertThat(observed.value(Quantity.TRACE)).isEmpty();
  }

  private static void check(Observation observed, Quantity quantity, double expected) {
    assertThat(value(observed, quantity))
        .as("%s", quantity)
        .isCloseTo(expected, within(1e-8 * Math.max(1e-3, Math.abs(expected))));
  }

  @Test
  void distancesAndHistograms() {
    Problem problem = problem(Activation.TANH, Kind.CROSS_ENTROPY, Reduction.MEAN);
    List<Observation> observed =
        observe(problem, DataType.FLOAT64, "hessian,ggn", ALL).observations();

    double norm = Problem.norm(problem.theta);
    check(observed.get(1), Quantity.PARAMETER_NORM, norm);
    check(observed.get(1), Quantity.RELATIVE_STEP_SIZE, Problem.norm(problem.direction(5)) / norm);
    assertThat(observed.get(1).value(Quantity.PARAMETER_DISTANCE)).isEmpty();
    assertThat(observed.get(1).histograms()).isEmpty();
    List<Histogram> histograms = observed.get(0).histograms();
    assertThat(histograms)
        .extracting(Histogram::name)
        .containsExactly("gradient", "gradient-parameter", "parameter");
    double[][] gradients = gradients(problem);
    long[] expected = new long[100];
    long[] joint = new long[40 * 50];
    for (double[] gradient : gradients) {
      for (int k = 0; k < gradient.length; k++) {
        double own = SAMPLES * gradient[k];
        expected[histograms.get(0).axes().get(0).bin(own)]++;
        joint[
            histograms.get(1).axes().get(0).bin(own) * 50
                + histograms.get(1).axes().get(1).bin(problem.theta[k])]++;
      }
    }
    assertThat(histograms.get(0).counts()).containsExactly(expected);
    assertThat(histograms.get(1).counts()).containsExactly(joint);
    assertThat(Arrays.stream(histograms.get(2).counts()).sum()).isEqualTo(problem.theta.length);
  }

  @Test
  void trustRadiusIsThatOfTheMedianSample() {
    Problem problem = problem(Activation.RELU, Kind.CROSS_ENTROPY, Reduction.MEAN);
    double[] d = problem.direction(5);
    double h = 1e-6;
    double[] radii = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double[] ahead = problem.reference.outputs(ReferenceNetwork.along(problem.theta, d, h), i);
      double[] behind = problem.reference.outputs(ReferenceNetwork.along(problem.theta, d, -h), i);
      double[] tangents = new double[ahead.length];
      Arrays.setAll(tangents, c -> (ahead[c] - behind[c]) / (2 * h));
      radii[i] =
          Math.PI
              / (Arrays.stream(tangents).max().orElseThrow()
                  - Arrays.stream(tangents).min().orElseThrow());
    }
    Arrays.sort(radii);

    Observation observed = observe(problem, DataType.FLOAT64, "ggn", "").observations().get(0);

    assertThat(value(observed, Quantity.TRUST_RADIUS))
        .isCloseTo(radii[SAMPLES / 2], within(1e-6 * radii[SAMPLES / 2]));
    Problem squared = problem(Activation.RELU, Kind.SQUARED_ERROR, Reduction.MEAN);
    assertThat(
            observe(squared, DataType.FLOAT64, "ggn", "")
                .observations()
                .get(0)
                .value(Quantity.TRUST_RADIUS))
        .isEmpty();
  }

  @Test
  void float32AgreesWithFloat64() {
    Problem problem = problem(Activation.SIGMOID, Kind.CROSS_ENTROPY, Reduction.MEAN);
    List<Observation> exact = observe(problem, DataType.FLOAT64, "hessian,ggn", ALL).observations();
    List<Observation> rounded =
        observe(problem, DataType.FLOAT32, "hessian,ggn", ALL).observations();
    for (int which = 0; which < 2; which++) {
      for (Quantity quantity :
          List.of(
              Quantity.LARGEST_EIGENVALUE,
              Quantity.TRACE,
              Quantity.MEAN_GSNR,
              Quantity.NORM_TEST,
              Quantity.TRUST_RADIUS,
              Quantity.PARAMETER_NORM)) {
        double expected = value(exact.get(which), quantity);
        assertThat(value(rounded.get(which), quantity))
            .as("%s", quantity)
            .isCloseTo(expected, within(1e-3 * Math.abs(expected)));
      }
    }
  }

  @Test
  void whatIsNotDefinedIsRefusedByNameAndTheRestIsObserved() {
    Problem problem = problem(Activation.TANH, Kind.CROSS_ENTROPY, Reduction.MEAN);

    try (StepObserver observer = StepObserver.withProducts()) {
      StepOutcome outcome =
          observer.observe(
              problem.step(problem.direction(5)),
              new StepRequest(CurvatureName.parseList("hessian,ggn@fresh:999"), List.of()),
              choice -> {
                if (!choice.equals(BatchChoice.own())) {
                  throw new IllegalArgumentException("there are 100 samples");
                }
                return problem.batch(DataType.FLOAT64);
              },
              null,
              null);

      assertThat(outcome.observations()).hasSize(1);
      assertThat(outcome.refusals())
          .singleElement()
          .hasToString("ggn@fresh:999: there are 100 samples");
    }
    StepOutcome withoutMatrix = observe(problem, DataType.FLOAT64, "kfac", "eigenvalue,noise");
    assertThat(withoutMatrix.observations()).hasSize(1);
    assertThat(withoutMatrix.refusals())
        .singleElement()
        .hasToString(
            "eigenvalue: it is a number of a matrix, and none of the curvatures asked for has it;"
                + " ask for hessian or ggn too");
  }
}
