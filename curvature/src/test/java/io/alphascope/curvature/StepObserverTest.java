package io.alphascope.curvature;

import static io.alphascope.curvature.Problem.dot;
import static io.alphascope.curvature.Problem.norm;
import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR_STANDARD_ERROR;
import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR_UNIT;
import static io.alphascope.curvature.quantity.Quantity.COSINE_STEP_GRADIENT;
import static io.alphascope.curvature.quantity.Quantity.COSINE_STEP_PRODUCT;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_PRODUCT_NORM;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_STANDARD_ERROR;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.FIDELITY_AT_ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.FIDELITY_AT_STEP;
import static io.alphascope.curvature.quantity.Quantity.GRADIENT_NORM;
import static io.alphascope.curvature.quantity.Quantity.LEARNING_RATE_STAR;
import static io.alphascope.curvature.quantity.Quantity.LOSS_AFTER;
import static io.alphascope.curvature.quantity.Quantity.LOSS_AT_ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.LOSS_BEFORE;
import static io.alphascope.curvature.quantity.Quantity.OVERSHOOT;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE_PUBLISHED;
import static io.alphascope.curvature.quantity.Quantity.SLOPE_STANDARD_ERROR;
import static io.alphascope.curvature.quantity.Quantity.STEP_NORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.Problem.Observed;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Hessian;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.quantity.Status;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.ParameterTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Observations against closed forms and against {@link ReferenceNetwork}. */
class StepObserverTest {
  private static final String[] ALL = {
    "hessian", "ggn", "hessian/layer", "ggn/layer", "hessian/parameter", "ggn/parameter"
  };

  static Stream<Arguments> everyKindOfNetwork() {
    List<Arguments> cases = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.GRAPH))) {
        for (Reduction reduction : Reduction.values()) {
          for (boolean labels : new boolean[] {true, false}) {
            cases.add(Arguments.of(activation, new Loss(kind, reduction), labels));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfNetwork")
  void agreesWithCentralDifferencesOfTheGradient(Activation activation, Loss loss, boolean labels) {
    Problem problem = new Problem(new int[] {5, 7, 6, 4}, activation, loss, 9, labels, 3);
    double[] d = problem.direction(11);
    double[] gradient = problem.reference.gradient(problem.theta);

    Observed observed = problem.observe(d, ALL);

    for (int k = 0; k < ALL.length; k++) {
      Observation observation = observed.observations().get(k);
      double[] expected = product(problem, observation.curvature(), d);
      double curvature = dot(d, expected);
      double tolerance = 1e-6 * Math.max(norm(expected), 1e-3);
      assertThat(observed.products().get(k))
          .as(ALL[k])
          .containsExactly(expected, offset(tolerance));
      assertClose(observation.value(CURVATURE_VALUE).getAsDouble(), curvature, tolerance * norm(d));
      assertClose(
          observation.value(CURVATURE_PRODUCT_NORM).getAsDouble(), norm(expected), 10 * tolerance);
      assertClose(
          observation.value(COSINE_STEP_PRODUCT).getAsDouble(),
          curvature / (norm(d) * norm(expected)),
          1e-5);
      assertClose(observation.value(SLOPE).getAsDouble(), dot(d, gradient), 1e-10);
      assertClose(observation.value(GRADIENT_NORM).getAsDouble(), norm(gradient), 1e-10);
      assertClose(observation.value(STEP_NORM).getAsDouble(), norm(d), 1e-12);
      assertClose(
          observation.value(COSINE_STEP_GRADIENT).getAsDouble(),
          -dot(d, gradient) / (norm(d) * norm(gradient)),
          1e-10);
      assertClose(
          observation.value(LOSS_BEFORE).getAsDouble(),
          problem.reference.loss(problem.theta),
          1e-10);
      assertClose(observation.value(LOSS_AFTER).getAsDouble(), lossAt(problem, d, 1), 1e-10);
      if (observation.value(ALPHA_STAR).isPresent()) {
        double alphaStar = observation.value(ALPHA_STAR).getAsDouble();
        assertClose(
            observation.value(LOSS_AT_ALPHA_STAR).getAsDouble(),
            lossAt(problem, d, alphaStar),
            1e-9);
      }
    }
  }

  /** Bd, from products with d restricted to a block, of which the block's entries count. */
  private static double[] product(Problem problem, CurvatureName name, double[] d) {
    double[] product = new double[d.length];
    for (List<ParameterTensor> block : name.structure().blocks(problem.network)) {
      int start = (int) block.get(0).offset();
      ParameterTensor last = block.get(block.size() - 1);
      int end = (int) (last.offset() + last.size());
      double[] within = new double[d.length];
      System.arraycopy(d, start, within, start, end - start);
      double[] whole =
          name.operator() instanceof Hessian
              ? problem.reference.hessianTimes(problem.theta, within)
              : problem.reference.ggnTimes(problem.theta, within);
      System.arraycopy(whole, start, product, start, end - start);
    }
    return product;
  }

  private static double lossAt(Problem problem, double[] d, double alpha) {
    return problem.reference.loss(ReferenceNetwork.along(problem.theta, d, alpha));
  }

  private static void assertClose(double actual, double expected, double tolerance) {
    assertThat(actual).isCloseTo(expected, offset(tolerance * Math.max(1, Math.abs(expected))));
  }

  /** H = 2 s XᵀX ⊗ I for z = X Wᵀ + b, X with a column of ones for b. */
  @ParameterizedTest
  @CsvSource({"MEAN, true", "MEAN, false", "SUM, true", "SUM, false"})
  void isExactForALinearModelWithSquaredError(Reduction reduction, boolean labels) {
    Problem problem =
        new Problem(
            new int[] {6, 3},
            Activation.RELU,
            new Loss(Kind.SQUARED_ERROR, reduction),
            8,
            labels,
            5);
    double[] d = problem.direction(2);
    double scale = reduction == Reduction.SUM ? 2 : 2.0 / (8 * 3);
    double[] expected = new double[d.length];
    for (double[] x : problem.inputs) {
      for (int o = 0; o < 3; o++) {
        double tangent = d[18 + o];
        for (int k = 0; k < 6; k++) {
          tangent += d[o * 6 + k] * x[k];
        }
        for (int k = 0; k < 6; k++) {
          expected[o * 6 + k] += scale * tangent * x[k];
        }
        expected[18 + o] += scale * tangent;
      }
    }

    Observed observed = problem.observe(d, "hessian", "ggn");

    for (int k = 0; k < 2; k++) {
      assertThat(observed.products().get(k)).containsExactly(expected, offset(1e-10));
      Observation observation = observed.observations().get(k);
      assertClose(observation.value(CURVATURE_VALUE).getAsDouble(), dot(d, expected), 1e-10);
      // A quadratic loss is its parabola.
      assertThat(observation.value(FIDELITY_AT_ALPHA_STAR).getAsDouble())
          .isCloseTo(1, offset(1e-9));
      observation
          .value(FIDELITY_AT_STEP)
          .ifPresent(fidelity -> assertThat(fidelity).isCloseTo(1, offset(1e-9)));
    }
  }

  /** H = Σ s mᵢ (diag pᵢ − pᵢpᵢᵀ) ⊗ xᵢxᵢᵀ. */
  @ParameterizedTest
  @CsvSource({"MEAN, true", "MEAN, false", "SUM, true", "SUM, false"})
  void isExactForSoftmaxRegression(Reduction reduction, boolean labels) {
    Problem problem =
        new Problem(
            new int[] {4, 3},
            Activation.RELU,
            new Loss(Kind.CROSS_ENTROPY, reduction),
            7,
            labels,
            8);
    double[] d = problem.direction(4);
    double scale = reduction == Reduction.SUM ? 1 : 1.0 / 7;
    double[] expected = new double[d.length];
    for (int i = 0; i < 7; i++) {
      double[] x = problem.inputs[i];
      double[] p = affine(problem.theta, x);
      double[] tangent = affine(d, x);
      double sum = 0;
      double mass = 0;
      double mean = 0;
      for (int c = 0; c < 3; c++) {
        p[c] = Math.exp(p[c]);
        sum += p[c];
        mass += problem.targets[i][c];
      }
      for (int c = 0; c < 3; c++) {
        p[c] /= sum;
        mean += p[c] * tangent[c];
      }
      for (int c = 0; c < 3; c++) {
        double curved = scale * mass * p[c] * (tangent[c] - mean);
        for (int k = 0; k < 4; k++) {
          expected[c * 4 + k] += curved * x[k];
        }
        expected[12 + c] += curved;
      }
    }

    Observed observed = problem.observe(d, "hessian", "ggn");

    assertThat(observed.products().get(0)).containsExactly(expected, offset(1e-10));
    assertThat(observed.products().get(1)).containsExactly(expected, offset(1e-10));
    assertClose(observed.only().value(CURVATURE_VALUE).getAsDouble(), dot(d, expected), 1e-10);
  }

  private static double[] affine(double[] parameters, double[] x) {
    double[] z = new double[3];
    for (int c = 0; c < 3; c++) {
      z[c] = parameters[12 + c];
      for (int k = 0; k < 4; k++) {
        z[c] += parameters[c * 4 + k] * x[k];
      }
    }
    return z;
  }

  @Test
  void float32AgreesWithFloat64() {
    Problem problem = smallProblem();
    double[] d = problem.direction(6);
    List<CurvatureName> names = CurvatureName.parseList("hessian,ggn");
    try (StepObserver observer = StepObserver.withProducts()) {
      List<Observation> single =
          observer.observe(
              problem.step(d, DataType.FLOAT32, null),
              names,
              choice -> problem.batch(DataType.FLOAT32));
      List<Observation> twice =
          observer.observe(problem.step(d), names, choice -> problem.batch(DataType.FLOAT64));

      for (Quantity quantity : Quantity.values()) {
        for (int k = 0; k < 2; k++) {
          assertThat(single.get(k).value(quantity).isPresent())
              .as(quantity.toString())
              .isEqualTo(twice.get(k).value(quantity).isPresent());
          if (single.get(k).value(quantity).isPresent()) {
            assertClose(
                single.get(k).value(quantity).getAsDouble(),
                twice.get(k).value(quantity).getAsDouble(),
                1e-4);
          }
        }
      }
    }
  }

  @Test
  void asksForNoRateWhereTheStepsOwnIsUnknown() {
    Problem problem = smallProblem();
    Step known = problem.step(times(problem.reference.gradient(problem.theta), -0.01));
    Step unknown =
        new Step(
            known.network(),
            known.loss(),
            known.dataType(),
            known.theta0(),
            known.theta1(),
            known.gradient(),
            OptionalDouble.empty());

    Observation observation = observe(problem, unknown, "ggn");

    assertThat(observation.value(ALPHA_STAR)).isPresent();
    assertThat(observation.value(LEARNING_RATE_STAR)).isEmpty();
  }

  @Test
  void describesTheStepInTheUnitsOfTheParabola() {
    Problem problem = smallProblem();
    double[] gradient = problem.reference.gradient(problem.theta);
    double[] d = times(gradient, -0.01);

    Observation observation = observe(problem, problem.step(d, DataType.FLOAT64, gradient), "ggn");

    double slope = observation.value(SLOPE).getAsDouble();
    double curvature = observation.value(CURVATURE_VALUE).getAsDouble();
    double alphaStar = -slope / curvature;
    assertThat(observation.status()).isEqualTo(Status.OK);
    assertClose(observation.value(ALPHA_STAR).getAsDouble(), alphaStar, 1e-14);
    assertClose(observation.value(ALPHA_STAR_UNIT).getAsDouble(), alphaStar * norm(d), 1e-12);
    assertClose(observation.value(LEARNING_RATE_STAR).getAsDouble(), alphaStar * 0.01, 1e-14);
    assertClose(observation.value(OVERSHOOT).getAsDouble(), 1 / alphaStar - 1, 1e-14);
    assertClose(observation.value(SLOPE_PUBLISHED).getAsDouble(), slope, 1e-10);
    assertClose(observation.value(COSINE_STEP_GRADIENT).getAsDouble(), 1, 1e-12);
    assertClose(
        observation.value(FIDELITY_AT_STEP).getAsDouble(),
        (observation.value(LOSS_BEFORE).getAsDouble() - observation.value(LOSS_AFTER).getAsDouble())
            / (-slope - curvature / 2),
        1e-10);
    assertClose(
        observation.value(FIDELITY_AT_ALPHA_STAR).getAsDouble(),
        (observation.value(LOSS_BEFORE).getAsDouble()
                - observation.value(LOSS_AT_ALPHA_STAR).getAsDouble())
            / (slope * slope / (2 * curvature)),
        1e-10);
    assertThat(observation.batchSize()).isEqualTo(9);
  }

  @Test
  void aStepUphillHasItsMinimumBehind() {
    Problem problem = smallProblem();
    double[] d = times(problem.reference.gradient(problem.theta), 0.01);

    Observation observation = observe(problem, problem.step(d), "ggn");

    assertThat(observation.status()).isEqualTo(Status.ASCENT);
    assertThat(observation.value(ALPHA_STAR).getAsDouble()).isNegative();
    assertThat(observation.value(FIDELITY_AT_STEP)).isEmpty();
    assertThat(observation.value(LOSS_AT_ALPHA_STAR)).isPresent();
  }

  @Test
  void noStepHasNoStepSize() {
    Problem problem = smallProblem();

    Observation observation =
        observe(problem, problem.step(new double[problem.theta.length]), "hessian");

    assertThat(observation.status()).isEqualTo(Status.ZERO_STEP);
    assertThat(observation.value(STEP_NORM)).hasValue(0);
    assertThat(observation.value(ALPHA_STAR)).isEmpty();
    assertThat(observation.value(OVERSHOOT)).isEmpty();
    assertThat(observation.value(COSINE_STEP_GRADIENT)).isEmpty();
    assertThat(observation.value(COSINE_STEP_PRODUCT)).isEmpty();
    assertThat(observation.value(FIDELITY_AT_STEP)).isEmpty();
    assertThat(observation.value(GRADIENT_NORM).getAsDouble()).isPositive();
  }

  @Test
  void negativeCurvatureHasNoStepSize() {
    Problem problem = smallProblem();
    double[] d = null;
    for (long seed = 0; d == null; seed++) {
      double[] candidate = problem.direction(seed);
      double[] product = problem.reference.hessianTimes(problem.theta, candidate);
      d = dot(candidate, product) < -0.1 ? candidate : null;
    }

    Observation observation = observe(problem, problem.step(d), "hessian");

    assertThat(observation.status()).isEqualTo(Status.NON_POSITIVE_CURVATURE);
    assertThat(observation.value(CURVATURE_VALUE).getAsDouble()).isNegative();
    assertThat(observation.value(ALPHA_STAR)).isEmpty();
    assertThat(observation.value(LOSS_AT_ALPHA_STAR)).isEmpty();
    assertThat(observation.value(ALPHA_STAR_STANDARD_ERROR)).isEmpty();
  }

  @Test
  void parametersThatAreNoNumbersAreNotFinite() {
    Problem problem = smallProblem();
    double[] d = problem.direction(1);
    d[3] = Double.NaN;

    Observation observation = observe(problem, problem.step(d), "ggn");

    assertThat(observation.status()).isEqualTo(Status.NON_FINITE);
    assertThat(observation.value(ALPHA_STAR)).isEmpty();
    assertThat(observation.value(SLOPE_STANDARD_ERROR)).isEmpty();
    assertThat(observation.value(LOSS_BEFORE).getAsDouble()).isFinite();
  }

  @Test
  void anInfiniteLossAfterTheStepIsData() {
    Problem problem =
        new Problem(
            new int[] {2, 2},
            Activation.RELU,
            new Loss(Kind.SQUARED_ERROR, Reduction.MEAN),
            3,
            true,
            1);
    double[] d = problem.direction(1);
    d[0] = 1e100;
    d = times(d, 1e60);

    Observation observation = observe(problem, problem.step(times(d, 1e-6)), "ggn");

    assertThat(observation.value(LOSS_AFTER)).hasValue(Double.POSITIVE_INFINITY);
  }

  @Test
  void oneSampleHasNoStandardError() {
    Problem problem =
        new Problem(
            new int[] {3, 4, 2},
            Activation.TANH,
            new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN),
            1,
            true,
            1);
    Observation observation = observe(problem, problem.step(problem.direction(2)), "ggn");

    assertThat(observation.value(SLOPE_STANDARD_ERROR)).isEmpty();
    assertThat(observation.value(CURVATURE_STANDARD_ERROR)).isEmpty();
    assertThat(observation.value(ALPHA_STAR_STANDARD_ERROR)).isEmpty();
    assertThat(observation.value(ALPHA_STAR)).isPresent();
  }

  @Test
  void withoutProductsOnlyTheirNormAndCosineAreMissing() {
    Problem problem = smallProblem();
    Step step = problem.step(problem.direction(3));
    List<CurvatureName> names = CurvatureName.parseList("hessian,ggn/layer,ggn@fresh:9");
    try (StepObserver with = StepObserver.withProducts();
        StepObserver without = StepObserver.withoutProducts(Device.cpu())) {
      BatchSource batches = choice -> problem.batch(DataType.FLOAT64);

      List<Observation> all = with.observe(step, names, batches);
      List<Observation> fewer = without.observe(step, names, batches);

      for (int k = 0; k < names.size(); k++) {
        assertThat(fewer.get(k).curvature()).isEqualTo(names.get(k));
        for (Quantity quantity : Quantity.values()) {
          if (quantity == Quantity.CURVATURE_PRODUCT_NORM
              || quantity == Quantity.COSINE_STEP_PRODUCT) {
            assertThat(all.get(k).value(quantity)).isPresent();
            assertThat(fewer.get(k).value(quantity)).isEmpty();
          } else {
            assertThat(fewer.get(k).value(quantity)).isEqualTo(all.get(k).value(quantity));
          }
        }
      }
      assertThatThrownBy(() -> without.observe(step, names, batches, (name, product) -> {}))
          .hasMessageContaining("leaves products out");
    }
  }

  @Test
  void takesEachBatchOnceAndTheGradientFromTheEventOnItsOwnAlone() {
    Problem problem = smallProblem();
    double[] twiceTheGradient = times(problem.reference.gradient(problem.theta), 2);
    Step step = problem.step(problem.direction(3), DataType.FLOAT64, twiceTheGradient);
    List<BatchChoice> asked = new ArrayList<>();
    try (StepObserver observer = StepObserver.withProducts()) {
      List<Observation> observations =
          observer.observe(
              step,
              CurvatureName.parseList("ggn@fresh:9,hessian,hessian@fresh:9,ggn"),
              choice -> {
                asked.add(choice);
                return problem.batch(DataType.FLOAT64);
              });

      assertThat(asked).containsExactly(BatchChoice.fresh(9), BatchChoice.own());
      Observation fresh = observations.get(0);
      Observation own = observations.get(1);
      assertThat(fresh.value(SLOPE_PUBLISHED)).isEmpty();
      assertClose(
          own.value(SLOPE_PUBLISHED).getAsDouble(), 2 * own.value(SLOPE).getAsDouble(), 1e-12);
      assertClose(
          own.value(GRADIENT_NORM).getAsDouble(),
          2 * fresh.value(GRADIENT_NORM).getAsDouble(),
          1e-12);
    }
  }

  @Test
  void severalThreadsSeeWhatOneSees() {
    Problem problem = smallProblem();
    List<CurvatureName> names = CurvatureName.parseList("hessian,ggn,ggn/parameter");
    try (StepObserver observer = StepObserver.withProducts()) {
      List<CompletableFuture<List<Observation>>> concurrent = new ArrayList<>();
      for (int k = 0; k < 40; k++) {
        Step step = problem.step(problem.direction(k));
        concurrent.add(
            CompletableFuture.supplyAsync(
                () -> observer.observe(step, names, choice -> problem.batch(DataType.FLOAT64))));
      }
      for (int k = 0; k < 40; k++) {
        assertThat(concurrent.get(k).join())
            .isEqualTo(
                observer.observe(
                    problem.step(problem.direction(k)),
                    names,
                    choice -> problem.batch(DataType.FLOAT64)));
      }
    }
  }

  @Test
  void countsTheArraysThatAreAlive() {
    Problem problem = smallProblem();
    Step step = problem.step(problem.direction(3));
    List<CurvatureName> names = CurvatureName.parseList("hessian,ggn");
    StepObserver observer = StepObserver.withProducts();
    assertThat(observer.liveArrays()).isZero();
    observer.observe(step, names, choice -> problem.batch(DataType.FLOAT64));
    int kept = observer.liveArrays();

    for (int k = 0; k < 20; k++) {
      observer.observe(step, names, choice -> problem.batch(DataType.FLOAT64));
    }

    assertThat(kept).isPositive();
    assertThat(observer.liveArrays()).isEqualTo(kept);
    List<Integer> during = new ArrayList<>();
    observer.observe(
        step,
        names,
        choice -> problem.batch(DataType.FLOAT64),
        (name, product) -> during.add(observer.liveArrays()));
    assertThat(during).isNotEmpty().allMatch(alive -> alive > kept);
    observer.close();
    assertThat(observer.liveArrays()).isZero();
  }

  @Test
  void oneObserverServesDifferentNetworksInTurn() {
    Problem first = smallProblem();
    Problem second = new Problem(new int[] {3, 2}, Activation.TANH, first.loss, 4, true, 1);
    try (StepObserver observer = StepObserver.withProducts()) {
      for (Problem problem : List.of(first, second, first)) {
        double[] d = problem.direction(1);
        Observation observation =
            observer
                .observe(
                    problem.step(d),
                    CurvatureName.parseList("ggn"),
                    choice -> problem.batch(DataType.FLOAT64))
                .get(0);
        assertClose(
            observation.value(SLOPE).getAsDouble(),
            dot(d, problem.reference.gradient(problem.theta)),
            1e-10);
      }
    }
  }

  @Test
  void namesWhatDoesNotFitAndLeavesTheThreadAsItWas() {
    Problem problem = smallProblem();
    ByteBuffer vector = Problem.bytes(problem.theta, DataType.FLOAT64);
    boolean recording = Autograd.isRecording();

    assertThatThrownBy(
            () ->
                new Step(
                    problem.network, problem.loss, DataType.FLOAT32, vector, vector, null, 0.1))
        .hasMessageContaining("theta0: expected 336 bytes")
        .hasMessageContaining("found 672");
    try (StepObserver observer = StepObserver.withProducts()) {
      Step step = problem.step(problem.direction(1));
      Batch batch = problem.batch(DataType.FLOAT64);
      List<CurvatureName> names = CurvatureName.parseList("ggn");
      assertThatThrownBy(
              () ->
                  observer.observe(
                      step,
                      names,
                      choice -> new Batch(batch.inputs(), Targets.labels(0, 1), batch.size())))
          .hasMessageContaining("targets: expected those of 9 samples, found 2");
      assertThatThrownBy(
              () ->
                  observer.observe(
                      step,
                      names,
                      choice ->
                          new Batch(
                              batch.inputs(),
                              Targets.labels(new int[] {0, 1, 2, 3, 4, 0, 0, 0, 0}),
                              batch.size())))
          .hasMessageContaining("label 4 of sample 4");
      assertThat(Autograd.isRecording()).isEqualTo(recording);
      assertThat(observer.observe(step, names, choice -> batch)).hasSize(1);
    }
  }

  private static Problem smallProblem() {
    return new Problem(
        new int[] {5, 8, 4},
        Activation.SIGMOID,
        new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN),
        9,
        true,
        2);
  }

  private static Observation observe(Problem problem, Step step, String curvature) {
    try (StepObserver observer = StepObserver.withProducts()) {
      return observer
          .observe(
              step, CurvatureName.parseList(curvature), choice -> problem.batch(step.dataType()))
          .get(0);
    }
  }

  private static double[] times(double[] vector, double factor) {
    double[] result = vector.clone();
    for (int k = 0; k < result.length; k++) {
      result[k] *= factor;
    }
    return result;
  }
}
