package io.alphascope.curvature;

import static io.alphascope.curvature.Quantity.GRADIENT_NORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.line.Line;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is observed in chunks, against the same batch swept at once. */
class LargeBatchObserverTest {
  private static final int CHUNK = 2048;
  private static final int SAMPLES = 2 * CHUNK + 17;
  private static final List<CurvatureName> NAMES =
      CurvatureName.parseList(
          "hessian@all,ggn@all,hessian/layer@all,ggn/parameter@all,hessian/parameter@all");

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
          new LargeBatchObserver(
                  step, line, BatchChoice.all(), batch, CHUNK, true, products::put, manager)
              .observe(NAMES);

      Map<CurvatureName, Observation> atOnce =
          new BatchObserver(
                  step, line, BatchChoice.all(), batch, true, productsAtOnce::put, manager)
              .observe(NAMES);
      for (CurvatureName name : NAMES) {
        requireEqual(observed.get(name), atOnce.get(name));
        double[] expected = Problem.doubles(productsAtOnce.get(name));
        assertThat(Problem.doubles(products.get(name)))
            .containsExactly(expected, offset(1e-9 * (1e-3 + Problem.norm(expected))));
      }
    }
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

  @Test
  void theObserverTakesItForLargeBatches() {
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
