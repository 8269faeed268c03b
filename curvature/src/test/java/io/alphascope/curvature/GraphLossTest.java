package io.alphascope.curvature;

import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR_STANDARD_ERROR;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_STANDARD_ERROR;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.GRADIENT_NORM;
import static io.alphascope.curvature.quantity.Quantity.LOSS_AFTER;
import static io.alphascope.curvature.quantity.Quantity.LOSS_BEFORE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE_STANDARD_ERROR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A graph that computes the loss itself, (w x)² of each sample, or the mean of it: with d = 1 from
 * w = 2, φ(α) = (2 + α)² x², so dᵀg = 4 mean x² and dᵀHd = 2 mean x².
 */
class GraphLossTest {

  private static final Loss LOSS = new Loss(Loss.Kind.GRAPH, Loss.Reduction.MEAN);

  private static Network network(boolean ofSamples) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(Node.of("Mul", "wx", Map.of(), "w", "x"));
    nodes.add(Node.of("Mul", "squares", Map.of(), "wx", "wx"));
    if (!ofSamples) {
      nodes.add(Node.of("ReduceMean", "loss", Map.of("keepdims", 0L), "squares", "axes"));
    }
    Graph graph =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, new long[] {-1})),
            nodes,
            Map.of("axes", Literal.of(new long[] {0})),
            Map.of("w", new Shape(1)),
            ofSamples ? "squares" : "loss");
    return Network.ofGraph("squares", graph, Map.of("w", new Shape(1)));
  }

  private static Observation observe(Network network, int samples, String curvature) {
    ByteBuffer inputs =
        ByteBuffer.allocateDirect(samples * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      inputs.putDouble(i % 3);
    }
    Batch batch =
        new Batch(DataType.FLOAT64, new Shape(samples), inputs.flip(), Targets.none(samples));
    Step step =
        new Step(
            network,
            LOSS,
            DataType.FLOAT64,
            Problem.bytes(new double[] {2}, DataType.FLOAT64),
            Problem.bytes(new double[] {3}, DataType.FLOAT64),
            null,
            0.1);
    try (StepObserver observer = StepObserver.withProducts()) {
      return observer.observe(step, CurvatureName.parseList(curvature), choice -> batch).get(0);
    }
  }

  @Test
  void ofSamplesHasTheirSpread() {
    Observation observation = observe(network(true), 3, "hessian");

    assertParabola(observation, 3, 5 / 3.0);
    assertThat(observation.value(SLOPE_STANDARD_ERROR).getAsDouble())
        .isCloseTo(4 * Math.sqrt(13 / 9.0), within(1e-12));
  }

  @Test
  void ofTheBatchHasItsSizeAndNoSpread() {
    Observation observation = observe(network(false), 3, "hessian/parameter");

    assertParabola(observation, 3, 5 / 3.0);
    assertThat(observation.value(SLOPE_STANDARD_ERROR)).isEmpty();
    assertThat(observation.value(CURVATURE_STANDARD_ERROR)).isEmpty();
    assertThat(observation.value(ALPHA_STAR_STANDARD_ERROR)).isEmpty();
  }

  @Test
  void ofTheBatchLeavesNoSampleAGradientOfItsOwn() {
    assertThatThrownBy(() -> observe(network(false), 3, "fisher-empirical"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("curvature 'fisher-empirical': network squares gives one loss");
    assertThat(observe(network(true), 3, "fisher-empirical").value(CURVATURE_VALUE).getAsDouble())
        .isCloseTo(16 * 17 / 3.0, within(1e-12)); // mean of (4 x²)²
  }

  /** Its mean is no sum over parts of the batch, whose sizes may differ. */
  @Test
  void ofALargeBatchIsNotParted() {
    int samples = 2 * 2048 + 3;
    assertParabola(observe(network(false), samples, "hessian"), samples, squares(samples));
    assertParabola(observe(network(true), samples, "hessian"), samples, squares(samples));
  }

  private static double squares(int samples) {
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      sum += (i % 3) * (i % 3);
    }
    return sum / samples;
  }

  private static void assertParabola(Observation observation, int samples, double meanSquare) {
    assertThat(observation.batchSize()).isEqualTo(samples);
    assertThat(observation.value(SLOPE).getAsDouble()).isCloseTo(4 * meanSquare, within(1e-10));
    assertThat(observation.value(CURVATURE_VALUE).getAsDouble())
        .isCloseTo(2 * meanSquare, within(1e-10));
    assertThat(observation.value(LOSS_BEFORE).getAsDouble())
        .isCloseTo(4 * meanSquare, within(1e-10));
    assertThat(observation.value(LOSS_AFTER).getAsDouble())
        .isCloseTo(9 * meanSquare, within(1e-10));
    assertThat(observation.value(GRADIENT_NORM).getAsDouble())
        .isCloseTo(4 * meanSquare, within(1e-10));
  }

  @Test
  void hasNoGaussNewtonMatrix() {
    for (String name : List.of("ggn", "ggn/parameter")) {
      assertThatThrownBy(() -> observe(network(true), 3, "hessian," + name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "curvature '%s': loss graph is linear in the outputs, so there is no Gauss-Newton"
                      .formatted(name)
                  + " matrix; ask for hessian");
    }
  }
}
