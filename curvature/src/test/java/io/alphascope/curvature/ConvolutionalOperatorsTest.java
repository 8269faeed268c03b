package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Batch;
import io.alphascope.curvature.step.Step;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.network.Preset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Diagonals and factors of networks with convolutions against the entries of H and G, each from a
 * product with a unit vector, which other tests hold against central differences.
 */
class ConvolutionalOperatorsTest {
  private static final int SAMPLES = 3;
  private static final int CLASSES = 3;
  private static final Shape IMAGES = new Shape(SAMPLES, 2, 7, 6);

  private final Random random = new Random(3);
  private final StepObserver observer = StepObserver.withProducts();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> parameters = new LinkedHashMap<>();

  private String node(String operator, Map<String, Object> attributes, String... inputs) {
    String name = operator + nodes.size();
    nodes.add(Node.of(operator, name, attributes, inputs));
    return name;
  }

  private String parameter(String name, long... shape) {
    parameters.put(name, new Shape(shape));
    return name;
  }

  /** Convolution, activation, pooling, convolution in groups, activation, dense layer. */
  private Network network(String activation, String pooling, long groups, String dense) {
    String x =
        node(
            "Conv",
            Map.of("pads", new long[] {1, 0, 0, 1}, "strides", new long[] {1, 2}),
            "images",
            parameter("first.weight", 4, 2, 3, 2),
            parameter("first.bias", 4));
    x = node(activation, Map.of(), x);
    x = node(pooling, Map.of("kernel_shape", new long[] {2, 2}, "strides", new long[] {1, 1}), x);
    x =
        node(
            "Conv",
            Map.of("group", groups, "dilations", new long[] {2, 1}),
            x,
            parameter("second.weight", 2, 4 / groups, 2, 2));
    x = node("Add", Map.of(), x, parameter("second.bias", 2, 1, 1));
    x = node(activation, Map.of(), x);
    x = node("Flatten", Map.of(), x);
    if (dense.equals("Gemm")) {
      x =
          node(
              "Gemm",
              Map.of("transB", 1L),
              x,
              parameter("dense.weight", CLASSES, 6),
              parameter("dense.bias", CLASSES));
    } else {
      String w = node("Transpose", Map.of(), parameter("dense.weight", CLASSES, 6));
      x = node("MatMul", Map.of(), x, w);
    }
    Graph graph =
        new Graph(
            List.of(new GraphInput("images", DataType.FLOAT32, new long[] {-1, 2, 7, 6})),
            nodes,
            Map.of(),
            parameters,
            x);
    return Network.ofGraph("convolutions", graph, parameters);
  }

  private Step step(Network network, Loss loss, double[] theta, double[] d) {
    return new Step(
        network,
        loss,
        DataType.FLOAT64,
        Problem.bytes(theta, DataType.FLOAT64),
        Problem.bytes(ReferenceNetwork.along(theta, d, 1), DataType.FLOAT64),
        null,
        0.1);
  }

  private double[] normal(long size, double deviation) {
    return random.doubles(size).map(unused -> deviation * random.nextGaussian()).toArray();
  }

  private double[] product(Step step, String name, Batch batch) {
    return products(step, name, batch).get(name);
  }

  private Map<String, double[]> products(Step step, String names, Batch batch) {
    Map<String, double[]> products = new HashMap<>();
    observer.observe(
        step,
        CurvatureName.parseList(names),
        choice -> batch,
        (curvature, bytes) -> products.put(curvature.toString(), Problem.doubles(bytes)));
    return products;
  }

  @AfterEach
  void close() {
    observer.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Tanh, AveragePool, 1, Gemm, CROSS_ENTROPY, MEAN",
    "Relu, MaxPool, 1, MatMul, CROSS_ENTROPY, SUM",
    "Sigmoid, MaxPool, 2, Gemm, SQUARED_ERROR, MEAN",
    "Tanh, MaxPool, 2, MatMul, CROSS_ENTROPY, MEAN",
  })
  void diagonalsAndFactors(
      String activation,
      String pooling,
      long groups,
      String dense,
      Kind kind,
      Reduction reduction) {
    Network network = network(activation, pooling, groups, dense);
    Loss loss = new Loss(kind, reduction);
    Batch batch =
        new Batch(
            DataType.FLOAT64,
            IMAGES,
            Problem.bytes(normal(IMAGES.size(), 1), DataType.FLOAT64),
            Targets.labels(0, 2, 1));
    int size = Math.toIntExact(network.parameterCount());
    double[] theta = normal(size, 0.5);
    double[] d = normal(size, 0.5);
    double[][] hessian = new double[size][];
    double[][] ggn = new double[size][];
    for (int k = 0; k < size; k++) {
      double[] unit = new double[size];
      unit[k] = 1;
      Map<String, double[]> columns =
          products(step(network, loss, theta, unit), "hessian,ggn", batch);
      hessian[k] = columns.get("hessian");
      ggn[k] = columns.get("ggn");
    }
    double[] ofHessian = new double[size];
    double[] ofGgn = new double[size];
    for (int k = 0; k < size; k++) {
      ofHessian[k] = hessian[k][k] * d[k];
      ofGgn[k] = ggn[k][k] * d[k];
    }
    Step step = step(network, loss, theta, d);

    assertClose(product(step, "diagonal-ggn", batch), ofGgn);
    assertClose(product(step, "diagonal-hessian", batch), ofHessian);
    if (groups == 1) {
      double[] factors = product(step, "kflr", batch);
      for (ParameterTensor tensor : network.parameters()) {
        if (tensor.name().endsWith("bias")) {
          assertClose(part(factors, tensor), part(times(ggn, tensor, d), tensor));
        }
      }
    } else {
      assertThatThrownBy(() -> product(step, "kflr", batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Conv")
          .hasMessageContaining("groups");
    }
  }

  /** A block of a matrix times d. */
  private static double[] times(double[][] matrix, ParameterTensor block, double[] d) {
    double[] result = new double[d.length];
    int first = (int) block.offset();
    for (int k = first; k < first + block.size(); k++) {
      for (int l = first; l < first + block.size(); l++) {
        result[k] += matrix[l][k] * d[l];
      }
    }
    return result;
  }

  private static double[] part(double[] vector, ParameterTensor tensor) {
    return Arrays.copyOfRange(
        vector, (int) tensor.offset(), (int) (tensor.offset() + tensor.size()));
  }

  private static void assertClose(double[] actual, double[] expected) {
    double norm = 0;
    for (double value : expected) {
      norm += value * value;
    }
    assertThat(actual).containsExactly(expected, within(1e-10 * Math.sqrt(norm)));
  }

  @Test
  void aLayerWhoseRowsAreNoSamplesIsRefused() {
    String x = node("Transpose", Map.of("perm", new long[] {1, 0, 2, 3}), "images");
    x = node("Conv", Map.of(), x, parameter("weight", 2, SAMPLES, 1, 1));
    x = node("Transpose", Map.of("perm", new long[] {1, 0, 2, 3}), x);
    x = node("GlobalAveragePool", Map.of(), x);
    x = node("Flatten", Map.of(), x);
    Graph graph =
        new Graph(
            List.of(new GraphInput("images", DataType.FLOAT32, new long[] {SAMPLES, 2, 7, 6})),
            nodes,
            Map.of(),
            parameters,
            x);
    Network network = Network.ofGraph("mixed", graph, parameters);

    assertThat(
            CurvatureName.parse("diagonal-ggn")
                .missing(network, new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN)))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("Conv").contains("no row for each sample"));
  }

  @Test
  void averagesNeedAChainOfSmallResults() {
    Loss loss = new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN);
    CurvatureName kfra = CurvatureName.parse("kfra");

    assertThat(kfra.missing(Preset.LENET5.of(Activation.RELU, new Shape(1, 28, 28), 10), loss))
        .isEmpty();
    assertThat(kfra.missing(Network.of("10-6000-3", Activation.RELU), loss))
        .hasValueSatisfying(reason -> assertThat(reason).contains("6000").contains("Gemm"));

    String x = node("Gemm", Map.of(), "x", parameter("weight", 4, 4));
    assertThat(kfra.missing(dense(x), loss)).isEmpty();
    assertThat(kfra.missing(dense(node("Mul", Map.of(), x, "x")), loss))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("Mul1").contains("two values of the batch"));
    String y = node("Tanh", Map.of(), x);
    assertThat(kfra.missing(dense(node("Add", Map.of(), x, y)), loss))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("Add3").contains("joins two branches"));
  }

  /** W (W x): its Hessian has terms in which W meets itself, its Jacobian is a sum over uses. */
  @Test
  void aParameterThatIsUsedTwice() {
    Loss loss = new Loss(Kind.SQUARED_ERROR, Reduction.MEAN);
    String weight = parameter("weight", 4, 4);
    Network network =
        dense(node("MatMul", Map.of(), node("MatMul", Map.of(), "x", weight), weight));
    Batch batch =
        new Batch(
            DataType.FLOAT64,
            new Shape(SAMPLES, 4),
            Problem.bytes(normal(12, 1), DataType.FLOAT64),
            Targets.dense(normal(12, 1), 4));
    double[] theta = normal(16, 0.5);
    double[] expected = normal(16, 0.5);
    Step step = step(network, loss, theta, expected.clone());
    for (int k = 0; k < 16; k++) {
      double[] unit = new double[16];
      unit[k] = 1;
      expected[k] *= product(step(network, loss, theta, unit), "ggn", batch)[k];
    }

    assertClose(product(step, "diagonal-ggn", batch), expected);
    for (String name : List.of("diagonal-hessian", "kflr", "kfac", "kfra")) {
      assertThat(CurvatureName.parse(name).missing(network, loss))
          .hasValueSatisfying(reason -> assertThat(reason).contains("'weight'", "2 nodes"));
    }
  }

  private Network dense(String output) {
    Graph graph =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, new long[] {-1, 4})),
            List.copyOf(nodes),
            Map.of(),
            parameters,
            output);
    return Network.ofGraph("dense", graph, parameters);
  }
}
