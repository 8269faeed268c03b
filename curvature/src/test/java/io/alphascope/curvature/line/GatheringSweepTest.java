package io.alphascope.curvature.line;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.network.Preset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Second derivatives that are left to the pass back, against those carried to the outputs. */
class GatheringSweepTest {
  private static final int SAMPLES = 3;
  private static final Loss LOSS = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN);

  private final Random random = new Random(5);
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Literal> literals = new LinkedHashMap<>();
  private final Map<String, Shape> parameters = new LinkedHashMap<>();

  @ParameterizedTest
  @ValueSource(strings = {"relu", "tanh", "sigmoid"})
  void sharesOfResidualAreTheSame(String activation) {
    assertEqualShares(
        Preset.RESIDUAL.of(Activation.parse(activation), new Shape(1, 8, 8), 4),
        new Shape(SAMPLES, 1, 8, 8),
        true); // by the dense layer
  }

  @Test
  void sharesOfEveryOperatorThatKeepsRowsAreTheSame() {
    String x = convolution("images", 2, 4, 3, 1);
    x = node("GroupNormalization", Map.of("num_groups", 2L), x, parameter(4), parameter(4));
    x = node("Sigmoid", Map.of(), x);
    String picked = convolution(x, 4, 6, 1, 2);
    x = convolution(x, 4, 6, 3, 2);
    x = node("Add", Map.of(), x, picked);
    x = node("InstanceNormalization", Map.of(), x, parameter(6), parameter(6));
    x = node("Mul", Map.of(), x, picked);
    x = node("MaxPool", Map.of("kernel_shape", new long[] {2, 2}), x);
    x = node("Sub", Map.of(), x, parameter(6, 1, 1));
    x = givenStatistics(x, 6);
    x = node("ConvTranspose", Map.of(), x, parameter(6, 3, 2, 2), parameter(3));
    x = node("AveragePool", Map.of("kernel_shape", new long[] {2, 2}), x);
    x = node("Tanh", Map.of(), x);
    assertEqualShares(network(convolution(x, 3, 4, 2, 1)), images(), false);
  }

  @Test
  void samplesThatAreNoRowsAreNotGathered() {
    String x = convolution("images", 2, SAMPLES, 3, 1);
    x = node("Tanh", Map.of(), x);
    // As many channels as samples, in their place: only the graph tells them apart.
    x = node("Transpose", Map.of("perm", new long[] {1, 0, 2, 3}), x);
    x = convolution(x, SAMPLES, SAMPLES, 1, 1);
    x = node("Tanh", Map.of(), x);
    x = node("Transpose", Map.of("perm", new long[] {1, 0, 2, 3}), x);
    assertEqualShares(network(convolution(x, SAMPLES, 4, 3, 1)), images(), true);
  }

  private static Shape images() {
    return new Shape(SAMPLES, 2, 6, 6);
  }

  /**
   * Checks all of d, and every fourth tensor's part of it.
   *
   * @param carries whether some of z̈ is carried to the outputs all the same
   */
  private void assertEqualShares(Network network, Shape inputs, boolean carries) {
    assertEqualShares(network, inputs, carries, DataType.FLOAT64, 1e-12);
    assertEqualShares(network, inputs, carries, DataType.FLOAT32, 1e-5);
  }

  private void assertEqualShares(
      Network network, Shape inputs, boolean carries, DataType type, double tolerance) {
    Shape size = new Shape(network.parameterCount());
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Line line = new Line(network, type, Device.cpu())) {
      line.aim(
          normal(manager, type, size, 0.5).toByteBuffer(true),
          normal(manager, type, size, 0.5).toByteBuffer(true));
      NDArray x = normal(manager, type, inputs, 1);
      List<List<ParameterTensor>> blocks = new ArrayList<>();
      blocks.add(network.parameters());
      IntStream.iterate(0, k -> k < network.parameters().size(), k -> k + 4)
          .forEach(k -> blocks.add(List.of(network.parameters().get(k))));
      for (List<ParameterTensor> block : blocks) {
        double[] carried =
            shares(
                OutputCurve.sweep(line, List.of(x), block, SweepOptions.plain(2), manager), false);
        OutputCurve gathering =
            OutputCurve.sweep(line, List.of(x), block, SweepOptions.gathering(), manager);
        if (block.size() > 1) {
          assertThat(gathering.jet().second() != null).isEqualTo(carries);
        }
        double[] gathered = shares(gathering, true);
        double[] without =
            shares(
                OutputCurve.sweep(line, List.of(x), block, SweepOptions.gathering(), manager),
                false);
        double largest =
            IntStream.range(0, SAMPLES).mapToDouble(i -> Math.abs(carried[i])).max().orElseThrow();
        for (int i = 0; i < SAMPLES; i++) {
          assertThat(gathered[i] - carried[i])
              .as("sample %d of %s", i, block)
              .isBetween(-tolerance * largest, tolerance * largest);
        }
        assertThat(without).as("without a pass before").isEqualTo(gathered);
      }
    }
  }

  private static double[] shares(OutputCurve outputs, boolean afterProduct) {
    Targets targets = Targets.labels(new int[] {2, 0, 3}, new Shape(SAMPLES));
    try (LossCurve curve = LossCurve.of(LOSS, outputs, targets)) {
      if (afterProduct) {
        curve
            .reversePasses()
            .vectorJacobianProduct(curve.curved(), ParameterVector.zero(outputs.line(), false));
        curve.reversePasses().hessianProduct(ParameterVector.zero(outputs.line(), false));
      }
      return curve.hessian().clone();
    }
  }

  private NDArray normal(NDManager manager, DataType type, Shape shape, double deviation) {
    double[] numbers =
        DoubleStream.generate(() -> deviation * random.nextGaussian())
            .limit(shape.size())
            .toArray();
    return Torch.create(manager, type, shape, numbers);
  }

  private String convolution(String x, int in, int out, int kernel, int stride) {
    return node(
        "Conv",
        Map.of("strides", new long[] {stride, stride}, "pads", pads(kernel)),
        x,
        parameter(out, in, kernel, kernel),
        parameter(out));
  }

  private static long[] pads(int kernel) {
    int width = kernel == 3 ? 1 : 0;
    return new long[] {width, width, width, width};
  }

  private String givenStatistics(String x, int channels) {
    literals.put(
        "mean", Literal.of(IntStream.range(0, channels).mapToDouble(i -> 0.1 * i).toArray()));
    literals.put(
        "variance", Literal.of(IntStream.range(1, 1 + channels).asDoubleStream().toArray()));
    return node(
        "BatchNormalization",
        Map.of(),
        x,
        parameter(channels),
        parameter(channels),
        "mean",
        "variance");
  }

  private Network network(String x) {
    String means = node("GlobalAveragePool", Map.of(), x);
    String output = node("Flatten", Map.of("axis", 1L), means);
    GraphInput images = new GraphInput("images", DataType.FLOAT32, new long[] {-1, 2, 6, 6});
    return Network.ofGraph(
        "test", new Graph(List.of(images), nodes, literals, parameters, output), parameters);
  }

  private String node(String operator, Map<String, Object> attributes, String... operands) {
    String name = "v" + nodes.size();
    nodes.add(Node.of(operator, name, attributes, operands));
    return name;
  }

  private String parameter(long... shape) {
    String name = "p" + parameters.size();
    parameters.put(name, new Shape(shape));
    return name;
  }
}
