package io.alphascope.curvature;

import static io.alphascope.curvature.quantity.Quantity.GRADIENT_NORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.observable.BatchObservables;
import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.BatchCurvature;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.operator.Operator;
import io.alphascope.curvature.operator.Part;
import io.alphascope.curvature.operator.Structure;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.ParameterTensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is observed in chunks, against the same batch swept at once. */
class BatchObserverTest {
  private static final int CHUNK = 2048;
  private static final int SAMPLES = 2 * CHUNK + 17;
  private static final List<CurvatureName> NAMES =
      CurvatureName.parseList(
          "hessian@all,ggn@all,hessian/layer@all,ggn/parameter@all,hessian/parameter@all,"
              + "hessian-positive@all,hessian-positive/layer@all,fisher-mc:2@all,"
              + "diagonal-ggn@all,diagonal-ggn-mc@all,diagonal-hessian@all,"
              + "kfac@all,kflr@all,kfra@all");

  /** One of them of classes that weigh differently and do not all count. */
  static Stream<Loss> losses() {
    Loss mean = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN);
    return Stream.of(
        mean,
        mean.with(Loss.Reduction.SUM),
        mean.with(new ClassOptions(0.1, 2, List.of(0.5, 1.0, 2.0, 4.0), ClassOptions.Axis.LAST)),
        new Loss(Loss.Kind.SQUARED_ERROR, Loss.Reduction.MEAN),
        new Loss(Loss.Kind.BINARY_CROSS_ENTROPY, Loss.Reduction.MEAN));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void agreesWithOneSweep(Loss loss) {
    Problem problem = new Problem(new int[] {5, 7, 4}, Activation.TANH, loss, SAMPLES, true, 3);
    Step step = problem.step(problem.direction(7));
    Batch batch = problem.batch(DataType.FLOAT64);
    Map<CurvatureName, ByteBuffer> products = new HashMap<>();
    Map<CurvatureName, ByteBuffer> productsAtOnce = new HashMap<>();
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Line line = new Line(step.network(), step.dataType(), Device.cpu())) {
      line.aim(step.theta0(), step.theta1());

      Map<CurvatureName, Observation> observed =
          observe(step, line, batch, CHUNK, products::put, manager);

      Map<CurvatureName, Observation> atOnce =
          observe(step, line, batch, SAMPLES, productsAtOnce::put, manager);
      for (CurvatureName name : NAMES) {
        requireEqual(observed.get(name), atOnce.get(name));
        double[] expected = Problem.doubles(productsAtOnce.get(name));
        assertThat(Problem.doubles(products.get(name)))
            .containsExactly(expected, offset(1e-9 * (1e-3 + Problem.norm(expected))));
      }
    }
  }

  private static Map<CurvatureName, Observation> observe(
      Step step, Line line, Batch batch, int atOnce, ProductSink sink, NDManager manager) {
    try (BatchObserver observer =
        new BatchObserver(
            step,
            line,
            BatchChoice.all(),
            batch,
            atOnce,
            true,
            sink,
            BatchObserverTest::refuse,
            manager)) {
      return observe(observer, step, batch, atOnce, NAMES, manager);
    }
  }

  /** With every observable. */
  private static Map<CurvatureName, Observation> observe(
      BatchObserver observer,
      Step step,
      Batch batch,
      int atOnce,
      List<CurvatureName> names,
      NDManager manager) {
    List<ObservableChoice> all =
        Arrays.stream(Observable.values())
            .map(observable -> ObservableChoice.parse(observable.toString()))
            .toList();
    try (LinePool lines = new LinePool(Device.cpu(), new LiveArrays());
        DirectedBatch directed =
            new DirectedBatch(step, lines, cost -> {}, batch, atOnce, manager)) {
      return observer.observe(
          names,
          new BatchObservables(step, all, names, batch.size(), BatchObserverTest::refuse),
          directed);
    }
  }

  private static void refuse(String name, String reason) {
    throw new AssertionError(name + ": " + reason);
  }

  private static void requireEqual(Observation observed, Observation atOnce) {
    assertThat(observed.status()).isEqualTo(atOnce.status());
    assertThat(observed.batchSize()).isEqualTo(SAMPLES);
    for (Quantity quantity : Quantity.values()) {
      OptionalDouble expected = atOnce.value(quantity);
      assertThat(observed.value(quantity).isPresent())
          .as("%s", quantity)
          .isEqualTo(expected.isPresent());
      if (expected.isPresent()) {
        // Fidelities divide differences of losses.
        assertThat(observed.value(quantity).getAsDouble())
            .as("%s of %s", quantity, observed.curvature())
            .isCloseTo(
                expected.getAsDouble(),
                offset(1e-7 * Math.max(1, Math.abs(expected.getAsDouble()))));
      }
    }
  }

  /**
   * B = the block diagonal of g gᵀ: no sum over samples, and no sum over chunks, since dᵀBd is that
   * of the squares of sums over them.
   */
  private record OuterProduct() implements Operator {
    @Override
    public String name() {
      return "outer-product";
    }

    @Override
    public String description() {
      return "Outer product of the gradient";
    }

    @Override
    public int order() {
      return 1;
    }

    @Override
    public int cost(boolean products) {
      return 0;
    }

    @Override
    public BatchCurvature begin(Step step, int terms, ParameterVector product) {
      Map<Set<ParameterTensor>, Double> slopes = new HashMap<>();
      return new BatchCurvature() {
        @Override
        public void add(Part part) {
          LossCurve curve = part.curve();
          double slope = curve.terms().scale() * Arrays.stream(curve.slopes()).sum();
          slopes.merge(curve.outputs().moving(), slope, Double::sum);
        }

        @Override
        public double value() {
          return slopes.values().stream().mapToDouble(slope -> slope * slope).sum();
        }

        @Override
        public Optional<double[]> terms() {
          return Optional.empty();
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Structure.class)
  void anOperatorSaysItselfHowChunksArePutTogether(Structure structure) {
    Problem problem =
        new Problem(
            new int[] {5, 7, 4},
            Activation.TANH,
            new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
            SAMPLES,
            true,
            3);
    double[] d = problem.direction(7);
    double[] gradient = problem.reference.gradient(problem.theta);
    double expected = 0;
    for (List<ParameterTensor> block : structure.blocks(problem.network)) {
      double slope = 0;
      for (ParameterTensor tensor : block) {
        for (int i = 0; i < tensor.size(); i++) {
          slope += d[(int) tensor.offset() + i] * gradient[(int) tensor.offset() + i];
        }
      }
      expected += slope * slope;
    }
    CurvatureName name = new CurvatureName(new OuterProduct(), structure, BatchChoice.own());
    Step step = problem.step(d);
    Batch batch = problem.batch(DataType.FLOAT64);
    for (int atOnce : new int[] {CHUNK, SAMPLES}) {
      try (NDManager manager = PyTorch.newManager(Device.cpu());
          Line line = new Line(step.network(), step.dataType(), Device.cpu())) {
        line.aim(step.theta0(), step.theta1());
        try (BatchObserver observer =
            new BatchObserver(
                step,
                line,
                name.batch(),
                batch,
                atOnce,
                false,
                null,
                BatchObserverTest::refuse,
                manager)) {
          Observation observed =
              observe(observer, step, batch, atOnce, List.of(name), manager).get(name);

          assertThat(observed.value(Quantity.CURVATURE_VALUE).getAsDouble())
              .isCloseTo(expected, offset(1e-10 * expected));
          assertThat(observed.value(Quantity.SLOPE_STANDARD_ERROR)).isPresent();
          assertThat(observed.value(Quantity.CURVATURE_STANDARD_ERROR)).isEmpty();
          assertThat(observed.value(Quantity.ALPHA_STAR_STANDARD_ERROR)).isEmpty();
        }
      }
    }
  }

  @Test
  void aLargeBatchIsCutIntoChunks() {
    Problem problem =
        new Problem(
            new int[] {3, 4, 2},
            Activation.RELU,
            new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
            SAMPLES,
            true,
            5);
    double[] d = problem.direction(1);

    Observation observed = problem.observe(d, "ggn@all").only();

    assertThat(observed.batchSize()).isEqualTo(SAMPLES);
    assertThat(observed.value(GRADIENT_NORM).getAsDouble())
        .isCloseTo(Problem.norm(problem.reference.gradient(problem.theta)), offset(1e-9));
  }
}
