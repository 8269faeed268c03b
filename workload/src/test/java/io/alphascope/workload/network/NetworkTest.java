package io.alphascope.workload.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
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
            new ParameterTensor("1.weight", new Shape(128, 784), 0),
            new ParameterTensor("1.bias", new Shape(128), 100352),
            new ParameterTensor("2.weight", new Shape(64, 128), 100480),
            new ParameterTensor("2.bias", new Shape(64), 108672),
            new ParameterTensor("3.weight", new Shape(10, 64), 108736),
            new ParameterTensor("3.bias", new Shape(10), 109376));
    assertThat(network.parameterCount()).isEqualTo(109386);
    assertThat(network.inputs().get(0).shape()).containsExactly(-1, 784);
    assertThat(network.outputs()).hasValue(10);
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
      double bound = tensor.layer().equals("1") ? 0.1 : 0.05;
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
  void runsOnGivenParameters(Activation activation) {
    Network network = Network.of("2-2-1", activation);
    double[] flat = {0.5, -1, 0.25, 2, 0.1, -0.2, 1.5, -0.5, 0.3};
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Interpreter interpreter =
            new Interpreter(network.graph(), network.parameterNames(), manager, DataType.FLOAT64)) {
      List<Jet> parameters = new ArrayList<>();
      for (ParameterTensor tensor : network.parameters()) {
        int from = (int) tensor.offset();
        double[] values = Arrays.copyOfRange(flat, from, from + (int) tensor.size());
        parameters.add(Jet.constant(manager.create(values, tensor.shape())));
      }
      NDArray inputs = manager.create(new double[] {1, 3}, new Shape(1, 2));

      try (Sweep sweep = interpreter.sweep(List.of(inputs), parameters::get, 0)) {
        NDArray output = sweep.output().value();
        double first = apply(activation, 0.5 - 3 + 0.1);
        double second = apply(activation, 0.25 + 6 - 0.2);
        assertThat(output.getDataType()).isEqualTo(DataType.FLOAT64);
        assertThat(output.getDouble(0, 0))
            .isCloseTo(1.5 * first - 0.5 * second + 0.3, Offset.offset(1e-15));
      }
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
