package io.alphascope.workload.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counts by hand. */
class MultiplyAddsTest {

  /** Of one operator on three samples and a parameter or more. */
  private static long count(
      String operator, Map<String, Object> attributes, Shape inputs, Shape... parameters) {
    Map<String, Shape> declared = new LinkedHashMap<>();
    String[] operands = new String[1 + parameters.length];
    operands[0] = "x";
    for (int i = 0; i < parameters.length; i++) {
      operands[1 + i] = "p" + i;
      declared.put(operands[1 + i], parameters[i]);
    }
    Graph graph =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, null)),
            List.of(Node.of(operator, "y", attributes, operands)),
            Map.of(),
            declared,
            "y");
    return Network.ofGraph("one node", graph, declared).multiplyAdds(List.of(inputs));
  }

  @Test
  void ofMatrixProducts() {
    assertThat(count("MatMul", Map.of(), new Shape(3, 7, 5), new Shape(5, 4)))
        .isEqualTo(3 * 7 * 5 * 4);
    assertThat(count("Gemm", Map.of("transB", 1L), new Shape(3, 5), new Shape(4, 5), new Shape(4)))
        .isEqualTo(3 * 5 * 4);
    assertThat(
            count("Einsum", Map.of("equation", "ntk,kd->ntd"), new Shape(3, 7, 5), new Shape(5, 4)))
        .isEqualTo(3 * 7 * 5 * 4);
  }

  @Test
  void ofConvolutions() {
    Map<String, Object> strided = Map.of("strides", new long[] {2, 2});
    assertThat(count("Conv", strided, new Shape(3, 4, 9, 9), new Shape(6, 4, 3, 3)))
        .isEqualTo(3 * (6 * 4 * 4) * (4 * 9));
    assertThat(count("Conv", Map.of("group", 4L), new Shape(3, 4, 9, 9), new Shape(8, 1, 3, 3)))
        .isEqualTo(3 * (8 * 7 * 7) * 9);
    assertThat(count("ConvTranspose", Map.of(), new Shape(3, 4, 5, 5), new Shape(4, 6, 2, 2)))
        .isEqualTo(3 * (6 * 6 * 6) * (4 * 4));
  }

  @Test
  void ofRecurrentOperatorsAndAttention() {
    Map<String, Object> attributes = Map.of("layout", 1L, "hidden_size", 2L);
    assertThat(
            count("LSTM", attributes, new Shape(3, 7, 5), new Shape(1, 8, 5), new Shape(1, 8, 2)))
        .isEqualTo(3 * 7 * (8 * 5 + 8 * 2));
    assertThat(count("GRU", attributes, new Shape(3, 7, 5), new Shape(1, 6, 5), new Shape(1, 6, 2)))
        .isEqualTo(3 * 7 * (6 * 5 + 6 * 2));
    assertThat(
            count(
                "Attention",
                Map.of(),
                new Shape(1, 2, 7, 4),
                new Shape(1, 2, 9, 4),
                new Shape(1, 2, 9, 6)))
        .isEqualTo(2 * 7 * 9 * (4 + 6));
  }

  @Test
  void ofElementsOneEachUnlessTheyAreMovedOrAddedUp() {
    assertThat(count("Max", Map.of(), new Shape(3, 5), new Shape(5))).isEqualTo(15);
    assertThat(count("Mul", Map.of(), new Shape(3, 5), new Shape(5))).isEqualTo(15);
    assertThat(count("Add", Map.of(), new Shape(3, 5), new Shape(5))).isZero();
    assertThat(count("Concat", Map.of("axis", 1L), new Shape(3, 5), new Shape(1, 2))).isZero();
  }

  @Test
  void ofAPerceptron() {
    Network perceptron = Network.of("784-128-64-10", Activation.RELU);

    assertThat(perceptron.multiplyAdds(List.of(new Shape(64, 784))))
        .isEqualTo(64 * (784 * 128 + 128 + 128 * 64 + 64 + 64 * 10));
  }

  @Test
  void ofLeNet5() {
    long convolutions = 28 * 28 * 6 * 25 + 10 * 10 * 16 * 6 * 25;
    long dense = 400 * 120 + 120 * 84 + 84 * 10;
    long elements = 6 * (28 * 28 + 14 * 14) + 16 * (10 * 10 + 5 * 5) + 120 + 84;

    assertThat(
            Preset.LENET5
                .of(Activation.RELU, new Shape(1, 28, 28), 10)
                .multiplyAdds(List.of(new Shape(5, 1, 28, 28))))
        .isEqualTo(5 * (convolutions + dense + elements));
  }

  @Test
  void ofAResidualNetworkAreFarMoreThanItsParameters() {
    Network residual = Preset.RESIDUAL.of(Activation.RELU, new Shape(1, 28, 28), 10);
    long stem = 28 * 28 * 16 * 9;
    long first = 2 * 28 * 28 * 16 * 16 * 9;
    long second = 14 * 14 * (32 * 16 * 9 + 32 * 32 * 9 + 32 * 16);
    long third = 7 * 7 * (64 * 32 * 9 + 64 * 64 * 9 + 64 * 32);
    long products = stem + first + second + third + 64 * 10;

    assertThat(residual.multiplyAdds(List.of(new Shape(1, 1, 28, 28))))
        .isBetween(products, products * 103 / 100)
        .isGreaterThan(100 * residual.parameterCount());
  }
}
