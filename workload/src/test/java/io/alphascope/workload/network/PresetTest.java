package io.alphascope.workload.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.onnx.OnnxModel;
import io.alphascope.workload.onnx.OnnxWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {
  private static final Shape DIGIT = new Shape(1, 28, 28);
  private static final Shape PHOTO = new Shape(3, 32, 32);

  @Test
  void lenet5HasItsParametersInPyTorchsOrder() {
    Network lenet5 = Preset.LENET5.of(Activation.RELU, DIGIT, 10);

    assertThat(lenet5.parameterCount()).isEqualTo(61_706);
    assertThat(lenet5.parameterNames())
        .startsWith("conv1.weight", "conv1.bias", "conv2.weight")
        .endsWith("fc3.weight", "fc3.bias");
    assertThat(lenet5.outputShape(List.of(new Shape(5, 1, 28, 28)))).isEqualTo(new Shape(5, 10));
  }

  @Test
  void residualTakesImagesOfAnySizeAndNumberOfChannels() {
    Network digits = Preset.RESIDUAL.of(Activation.RELU, DIGIT, 10);
    Network photos = Preset.RESIDUAL.of(Activation.TANH, PHOTO, 7);

    assertThat(digits.parameterCount()).isEqualTo(77_562);
    assertThat(run(digits, new Shape(2, 1, 28, 28))).isEqualTo(new Shape(2, 10));
    assertThat(run(photos, new Shape(2, 3, 32, 32))).isEqualTo(new Shape(2, 7));
  }

  @Test
  void startsWithScalesOfOneAndUniformWeights() {
    Network network = Preset.RESIDUAL.of(Activation.RELU, DIGIT, 10);
    float[] parameters = network.initialParameters(3);

    for (ParameterTensor tensor : network.parameters()) {
      float first = parameters[(int) tensor.offset()];
      if (tensor.name().contains("norm")) {
        assertThat(first).as(tensor.name()).isEqualTo(tensor.name().endsWith("weight") ? 1 : 0);
      } else {
        double fanIn = tensor.shape().slice(1).size();
        assertThat(Math.abs(first))
            .as(tensor.name())
            .isLessThanOrEqualTo(
                tensor.name().endsWith("bias") ? 1 : (float) (1 / Math.sqrt(fanIn)));
      }
    }
    assertThat(network.initialParameters(3)).isEqualTo(parameters);
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void isTheSameGraphAfterTheWire(Preset preset) {
    Network network = preset.of(Activation.RELU, DIGIT, 10);
    List<Shape> shapes = network.parameters().stream().map(ParameterTensor::shape).toList();

    assertThat(OnnxModel.read(OnnxWriter.write(network.graph()), network.parameterNames(), shapes))
        .isEqualTo(network.graph().boundTo(network.graph().declared()));
  }

  @Test
  void refusesSamplesThatItCannotTake() {
    assertThatThrownBy(() -> Preset.LENET5.of(Activation.RELU, PHOTO, 10))
        .hasMessageContaining("'lenet5' takes samples of shape (1, 28, 28)")
        .hasMessageContaining("choose residual");
    assertThatThrownBy(() -> Preset.RESIDUAL.of(Activation.RELU, new Shape(784), 10))
        .hasMessageContaining("'residual' takes images");
    assertThat(Preset.find("vgg")).isEmpty();
  }

  /** As a graph from elsewhere, whose outputs only a run tells. */
  private static Shape run(Network network, Shape inputs) {
    return Network.ofGraph(network.name(), network.graph(), network.graph().declared())
        .outputShape(List.of(inputs));
  }
}
