package io.alphascope.workload.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.alphascope.workload.engine.PyTorch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @Test
  void laysParametersOutAsPyTorchDoes() {
    Network network = Network.of("784-128-64-10", Activation.RELU);

    assertThat(network.parameters())
        .containsExactly(
            new ParameterTensor("1.weight", 1, new Shape(128, 784), 0),
            new ParameterTensor("1.bias", 1, new Shape(128), 100352),
            new ParameterTensor("2.weight", 2, new Shape(64, 128), 100480),
            new ParameterTensor("2.bias", 2, new Shape(64), 108672),
            new ParameterTensor("3.weight", 3, new Shape(10, 64), 108736),
            new ParameterTensor("3.bias", 3, new Shape(10), 109376));
    assertThat(network.parameterCount()).isEqualTo(109386);
    assertThat(network.inputs()).isEqualTo(784);
    assertThat(network.outputs()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "784", "784-", "784-ten", "784-0-10", "784--10", "3-99999999999", "4 -2"})
  void refusesWhatIsNoListOfWidths(String architecture) {
    assertThatThrownBy(() -> Network.of(architecture, Activation.RELU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("network:")
        .hasMessageContaining("'" + architecture + "'");
  }

  @Test
  void refusesMoreParametersThanAnArrayHolds() {
    assertThatThrownBy(() -> Network.of("100000-100000", Activation.RELU))
        .hasMessageContaining("10000100000 parameters");
  }

  @Test
  void refusesAnUnknownActivationWithTheKnownOnes() {
    assertThatThrownBy(() -> Activation.parse("swish"))
        .hasMessageContaining("'swish'")
        .hasMessageContaining("relu, tanh, sigmoid");
    assertThat(Activation.parse("tanh")).isEqualTo(Activation.TANH);
  }

  @Test
  void drawsTheSameParametersFromTheSameSeedEverywhere() {
    float[] parameters = Network.of("4-2-1", Activation.TANH).initialParameters(7);

    // (2u − 1)/√fan_in with u from java.util.Random's specified generator, computed apart from it.
    assertThat(parameters).hasSize(13);
    assertThat(parameters[0]).isEqualTo(0.23069905f);
    assertThat(parameters[12]).isEqualTo(0.12581946f);
  }

  @Test
  void drawsParametersUniformlyWithinOneOverTheRootOfTheFanIn() {
    Network network = Network.of("100-400-25", Activation.RELU);
    float[] parameters = network.initialParameters(1);

    for (ParameterTensor tensor : network.parameters()) {
      double bound = tensor.layer() == 1 ? 0.1 : 0.05;
      double largest = 0;
      double sum = 0;
      for (int i = 0; i < tensor.size(); i++) {
        double value = parameters[(int) tensor.offset() + i];
        largest = Math.max(largest, Math.abs(value));
        sum += value;
      }
      assertThat(largest).as(tensor.name()).isBetween(0.8 * bound, bound);
      assertThat(Math.abs(sum / tensor.size())).as(tensor.name()).isLessThan(0.4 * bound);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void runsItsBlockOnGivenParameters(Activation activation) {
    Network network = Network.of("2-2-1", activation);
    double[] flat = {0.5, -1, 0.25, 2, 0.1, -0.2, 1.5, -0.5, 0.3};
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      List<NDArray> arrays = new ArrayList<>();
      NDArray theta = manager.create(flat);
      for (ParameterTensor tensor : network.parameters()) {
        arrays.add(
            theta
                .get("{}:{}", tensor.offset(), tensor.offset() + tensor.size())
                .reshape(tensor.shape()));
      }
      Block block = network.block();
      NDArray output =
          new ParameterArrays(block, manager, arrays)
              .forward(manager.create(new double[] {1, 3}, new Shape(1, 2)));

      double first = apply(activation, 0.5 - 3 + 0.1);
      double second = apply(activation, 0.25 + 6 - 0.2);
      assertThat(output.getDataType()).isEqualTo(DataType.FLOAT64);
      assertThat(output.getDouble(0, 0))
          .isCloseTo(1.5 * first - 0.5 * second + 0.3, org.assertj.core.data.Offset.offset(1e-15));
    }
  }

  private static double apply(Activation activation, double x) {
    return switch (activation) {
      case RELU -> Math.max(0, x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
    };
  }
}
