package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Parameters other than weights and biases of layers, in graphs with attention and normalisations:
 * against batches of one sample, and against products with G, in float64.
 */
class GraphLayersTest {
  private static final int SAMPLES = 4;
  private static final int TOKENS = 3;
  private static final int WIDTH = 4;

  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> parameters = new LinkedHashMap<>();
  private final Map<String, Literal> literals = new LinkedHashMap<>();
  private final Random random = new Random(7);
  private final StepObserver observer = StepObserver.withProducts();

  @AfterEach
  void close() {
    observer.close();
  }

  private String node(String operator, Map<String, Object> attributes, String... inputs) {
    String name = operator + nodes.size();
    nodes.add(Node.of(operator, name, attributes, inputs));
    return name;
  }

  private String parameter(String name, long... shape) {
    parameters.put(name, new Shape(shape));
    return name;
  }

  private Network network(String name, GraphInput input, String output) {
    return Network.ofGraph(
        name, new Graph(List.of(input), nodes, literals, parameters, output), parameters);
  }

  private String literal(long... integers) {
    String name = "literal" + literals.size();
    literals.put(name, Literal.of(integers));
    return name;
  }

  private String dense(String name, String x) {
    String product = node("MatMul", Map.of(), x, parameter(name + ".weight", WIDTH, WIDTH));
    return node("Add", Map.of(), product, parameter(name + ".bias", WIDTH));
  }

  /** Embeddings of tokens and positions, attention, two normalisations, a gate. */
  private Network attention() {
    String x = node("Gather", Map.of(), parameter("tokens.weight", 5, WIDTH), "tokens");
    String positions =
        node("Gather", Map.of(), parameter("positions.weight", 6, WIDTH), literal(4, 1, 0));
    x = node("Add", Map.of(), x, positions);
    String y =
        node(
            "LayerNormalization",
            Map.of("axis", -1L),
            x,
            parameter("first.scale", WIDTH),
            parameter("first.shift", WIDTH));
    String keys = node("Transpose", Map.of("perm", new long[] {0, 2, 1}), dense("key", y));
    String scores = node("MatMul", Map.of(), dense("query", y), keys);
    String weights = node("Softmax", Map.of("axis", -1L), scores);
    String attended = node("MatMul", Map.of(), weights, dense("value", y));
    String gate = node("Unsqueeze", Map.of(), parameter("gate", WIDTH), literal(0));
    x = node("Add", Map.of(), x, node("Mul", Map.of(), gate, attended));
    x = node("RMSNormalization", Map.of("axis", -1L), x, parameter("second.scale", WIDTH));
    x = node("ReduceMean", Map.of("keepdims", 0L), x, literal(1));
    String head = node("Transpose", Map.of(), parameter("head", 3, WIDTH));
    return network(
        "attention",
        new GraphInput("tokens", DataType.INT64, new long[] {-1, TOKENS}),
        node("MatMul", Map.of(), x, head));
  }

  private Network normalised() {
    String x =
        node(
            "Conv",
            Map.of("pads", new long[] {1, 1, 1, 1}),
            "images",
            parameter("conv.weight", 4, 2, 3, 3));
    literals.put("mean", Literal.of(new double[] {0.1, -0.2, 0.3, 0}));
    literals.put("variance", Literal.of(new double[] {0.5, 1.5, 1, 2}));
    x =
        node(
            "BatchNormalization",
            Map.of(),
            x,
            parameter("batch.scale", 4),
            parameter("batch.shift", 4),
            "mean",
            "variance");
    x = node("Tanh", Map.of(), x);
    x =
        node(
            "InstanceNormalization",
            Map.of(),
            x,
            parameter("instance.scale", 4),
            parameter("instance.shift", 4));
    x =
        node(
            "GroupNormalization",
            Map.of("num_groups", 2L),
            x,
            parameter("group.scale", 4),
            parameter("group.shift", 4));
    x = node("Sigmoid", Map.of(), x);
    x = node("Flatten", Map.of(), x);
    x = node("Mul", Map.of(), x, parameter("factors", 36));
    x = node("Gemm", Map.of("transB", 1L), x, parameter("dense", 3, 36), parameter("bias", 3));
    return network(
        "normalised", new GraphInput("images", DataType.FLOAT32, new long[] {-1, 2, 3, 3}), x);
  }

  private Batch.Input tokens() {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(SAMPLES * TOKENS * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k < SAMPLES * TOKENS; k++) {
      bytes.putLong(k % 4 == 1 ? -1 : random.nextInt(5));
    }
    return new Batch.Input(DataType.INT64, new Shape(SAMPLES, TOKENS), bytes.flip());
  }

  private Batch.Input images() {
    double[] values = random.doubles(SAMPLES * 18, -1, 1).toArray();
    return new Batch.Input(
        DataType.FLOAT64, new Shape(SAMPLES, 2, 3, 3), Problem.bytes(values, DataType.FLOAT64));
  }

  @Test
  void attentionWithEmbeddings() {
    check(attention(), tokens());
  }

  @Test
  void normalisations() {
    check(normalised(), images());
  }

  private void check(Network network, Batch.Input input) {
    Batch batch = new Batch(List.of(input), Targets.labels(0, 2, 1, 1), SAMPLES);
    int size = Math.toIntExact(network.parameterCount());
    double[] theta = random.doubles(size, -1, 1).toArray();
    for (Reduction reduction : Reduction.values()) {
      Loss loss = new Loss(Kind.CROSS_ENTROPY, reduction);
      Step step = step(network, loss, theta, random.doubles(size, -1, 1).toArray());
      double factor = reduction == Reduction.MEAN ? 1.0 / SAMPLES : 1;
      double[] gradients = new double[SAMPLES * size];
      for (int i = 0; i < SAMPLES; i++) {
        try (SampleQuantities one = new SampleQuantities(step, batch.part(i, 1))) {
          double[] gradient = one.gradient();
          for (int k = 0; k < size; k++) {
            gradients[i * size + k] = factor * gradient[k];
          }
        }
      }
      double[] diagonal = new double[size];
      for (int k = 0; k < size; k++) {
        double[] unit = new double[size];
        unit[k] = 1;
        diagonal[k] = product(step(network, loss, theta, unit), batch)[k];
      }
      try (SampleQuantities all = new SampleQuantities(step, batch)) {
        assertClose(all.batchGradient(), gradients);
        double[] squares = new double[size];
        double[] roots = new double[size];
        double[] sums = new double[size];
        double[] batchDiagonal = all.batchDiagonalGaussNewton();
        double[] root = all.squareRootGaussNewton();
        for (int k = 0; k < size; k++) {
          for (int i = 0; i < SAMPLES; i++) {
            squares[k] += Math.pow(gradients[i * size + k], 2);
            sums[k] += batchDiagonal[i * size + k];
          }
          for (int row = 0; row < 3 * SAMPLES; row++) {
            roots[k] += Math.pow(root[row * size + k], 2);
          }
        }
        assertClose(all.sumGradientSquared(), squares);
        assertClose(sums, diagonal);
        assertClose(roots, diagonal);
      }
    }
  }

  private static Step step(Network network, Loss loss, double[] theta, double[] d) {
    return new Step(
        network,
        loss,
        DataType.FLOAT64,
        Problem.bytes(theta, DataType.FLOAT64),
        Problem.bytes(ReferenceNetwork.along(theta, d, 1), DataType.FLOAT64),
        null,
        0.1);
  }

  /** Gd. */
  private double[] product(Step step, Batch batch) {
    Map<String, double[]> products = new HashMap<>();
    observer.observe(
        step,
        CurvatureName.parseList("ggn"),
        choice -> batch,
        (curvature, bytes) -> products.put(curvature.toString(), Problem.doubles(bytes)));
    return products.get("ggn");
  }

  private static void assertClose(double[] actual, double[] expected) {
    double norm = 0;
    for (double value : expected) {
      norm += value * value;
    }
    assertThat(actual).containsExactly(expected, within(1e-10 * Math.sqrt(norm)));
  }

  @Test
  void whatHasNoFactorsOrResidualsIsRefusedByNode() {
    Network network = attention();
    Loss loss = new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN);

    assertThat(CurvatureName.parse("kfac").missing(network, loss))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("Gather").contains("tokens.weight"));
    assertThat(CurvatureName.parse("diagonal-hessian").missing(network, loss))
        .hasValueSatisfying(reason -> assertThat(reason).contains("LayerNormalization"));
    assertThat(CurvatureName.parse("diagonal-ggn").missing(network, loss)).isEmpty();
  }
}
