package io.alphascope.curvature;

import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_PRODUCT_NORM;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.GRADIENT_NORM;
import static io.alphascope.curvature.quantity.Quantity.LOSS_BEFORE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A network of two classes that is certain, z = (w x, 0): p₁ is 1e-12 to 1e-16. Every weight and
 * input is a small multiple of a power of two, so that z and ż are exact in float32 too, and every
 * number has a closed form without cancellation in δ = z₀ − z₁, q = p₁ = 1 / (1 + e^δ) and D = ż₀ −
 * ż₁.
 */
class CertaintyTest {
  private static final int SAMPLES = 40;
  private static final double[] THETA = {4, 0, 0, 0}; // weight [2, 1], bias [2]
  private static final double[] D = {0.25, -0.5, 700, 500.5};

  @ParameterizedTest
  @CsvSource({"FLOAT64, right", "FLOAT64, wrong", "FLOAT32, right", "FLOAT32, wrong"})
  void everyNumberOfAConfidentBatchHasItsDigits(DataType type, String confidently) {
    boolean right = confidently.equals("right");
    double[] inputs = new double[SAMPLES];
    int[] labels = new int[SAMPLES];
    double loss = 0;
    double slope = 0;
    double curvature = 0;
    double[] product = new double[4];
    double[] gradient = new double[4];
    for (int i = 0; i < SAMPLES; i++) {
      double x = 7 + 0.0625 * i;
      inputs[i] = x;
      labels[i] = right ? 0 : 1;
      double delta = 4 * x;
      double difference = 0.75 * x + 199.5;
      double odds = Math.exp(-delta);
      double q = odds / (1 + odds);
      double pull = right ? -q : 1 / (1 + odds); // ∂ℓ/∂δ
      loss += ((right ? 0 : delta) + Math.log1p(odds)) / SAMPLES;
      slope += pull * difference / SAMPLES;
      curvature += q / (1 + odds) * difference * difference / SAMPLES;
      for (int output = 0; output < 2; output++) {
        double sign = output == 0 ? 1.0 / SAMPLES : -1.0 / SAMPLES;
        product[output] += sign * q / (1 + odds) * difference * x;
        product[2 + output] += sign * q / (1 + odds) * difference;
        gradient[output] += sign * pull * x;
        gradient[2 + output] += sign * pull;
      }
    }
    Map<CurvatureName, double[]> products = new HashMap<>();

    List<Observation> observations = observe(type, inputs, labels, products);

    // Vectors are computed in the step's own type.
    double ofVectors = type == DataType.FLOAT64 ? 1e-14 : 1e-6;
    for (Observation observation : observations) {
      assertClose(observation.value(LOSS_BEFORE).getAsDouble(), loss, 1e-14);
      assertClose(observation.value(SLOPE).getAsDouble(), slope, 1e-14);
      assertClose(observation.value(CURVATURE_VALUE).getAsDouble(), curvature, 1e-14);
      assertClose(observation.value(ALPHA_STAR).getAsDouble(), -slope / curvature, 1e-13);
      assertClose(
          observation.value(GRADIENT_NORM).getAsDouble(), Problem.norm(gradient), ofVectors);
      assertClose(
          observation.value(CURVATURE_PRODUCT_NORM).getAsDouble(),
          Problem.norm(product),
          ofVectors);
      if (type == DataType.FLOAT64) {
        assertThat(products.get(observation.curvature()))
            .containsExactly(product, offset(1e-14 * Problem.norm(product)));
      }
    }
  }

  private static List<Observation> observe(
      DataType type, double[] inputs, int[] labels, Map<CurvatureName, double[]> products) {
    Step step =
        new Step(
            Network.of("1-2", Activation.RELU),
            new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN),
            type,
            Problem.bytes(THETA, type),
            Problem.bytes(ReferenceNetwork.along(THETA, D, 1), type),
            null,
            0.01);
    Batch batch = Batch.ofRows(type, Problem.bytes(inputs, type), Targets.labels(labels));
    try (StepObserver observer = StepObserver.withProducts()) {
      return observer.observe(
          step,
          CurvatureName.parseList("hessian,ggn,ggn/layer"),
          choice -> batch,
          (name, elements) -> {
            if (type == DataType.FLOAT64) {
              products.put(name, Problem.doubles(elements));
            }
          });
    }
  }

  private static void assertClose(double actual, double expected, double relative) {
    assertThat(actual).isCloseTo(expected, withPercentage(100 * relative));
  }
}
