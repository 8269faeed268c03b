package io.alphascope.workload.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTest {

  /** y = W₂ tanh(W₁ x + b₁) + b₂ with 5, 4 and 3 units. */
  @Test
  void computesWhatTheFileSaysFromTheStrippedGraphAndTheFilesValues() {
    BoundNetwork network = Fixture.read("float64").bind();
    Graph graph =
        OnnxModel.read(OnnxWriter.write(network.graph()), network.names(), network.shapes());
    double[] x = {0.3, -1, 0.7, 2, -0.2};

    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Interpreter interpreter =
            new Interpreter(graph, network.names(), manager, DataType.FLOAT64);
        Autograd plain = Autograd.notRecording();
        Sweep sweep =
            interpreter.sweep(
                List.of(Torch.create(manager, DataType.FLOAT64, new Shape(1, 5), x)),
                position -> Jet.constant(array(manager, network.tensors().get(position))),
                0)) {
      double[] h = linear(network, "0", x);
      for (int i = 0; i < h.length; i++) {
        h[i] = Math.tanh(h[i]);
      }
      assertThat(Torch.doubles(sweep.output().value()))
          .containsExactly(linear(network, "2", h), within(1e-15));
    }
  }

  private static double[] linear(BoundNetwork network, String layer, double[] x) {
    double[] w = numbers(network.tensors().get(network.names().indexOf(layer + ".weight")));
    double[] y = numbers(network.tensors().get(network.names().indexOf(layer + ".bias")));
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += w[i * x.length + j] * x[j];
      }
    }
    return y;
  }

  private static NDArray array(NDManager manager, Literal tensor) {
    return Torch.create(manager, DataType.FLOAT64, tensor.shape(), numbers(tensor));
  }

  private static double[] numbers(Literal tensor) {
    double[] numbers = new double[(int) tensor.shape().size()];
    var elements = tensor.elements();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = elements.getDouble();
    }
    return numbers;
  }
}
