package io.alphascope.workload.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import io.alphascope.workload.sweep.SweepRequest;
import io.alphascope.workload.sweep.Tap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Whether rows of values are the samples of a batch: the network runs on random numbers, then again
 * for each sample with only that sample's inputs changed, and the rows of the others must stay.
 */
final class SampleProbe {

  /** Of the largest number among those that are compared. */
  private static final double TOLERANCE = 1e-5;

  private final Network network;
  private final List<Shape> inputs;

  /**
   * @param inputs their shapes, of as many samples as there are
   */
  SampleProbe(Network network, List<Shape> inputs) {
    this.network = network;
    this.inputs = inputs;
  }

  /** The first of some nodes, in the graph's order, whose rows are not the samples. */
  Optional<Node> mixed(Set<Node> nodes) {
    int samples = Math.toIntExact(inputs.get(0).get(0));
    Set<Node> mixed = new HashSet<>();
    Set<Node> seen = new HashSet<>();
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording();
        Interpreter interpreter =
            new Interpreter(network.graph(), network.parameterNames(), manager, DataType.FLOAT32)) {
      Random random = new Random(0);
      List<Jet> parameters = new ArrayList<>();
      for (ParameterTensor tensor : network.parameters()) {
        double[] values = random.doubles(tensor.size(), -1, 1).toArray();
        parameters.add(
            Jet.constant(Torch.create(manager, DataType.FLOAT32, tensor.shape(), values)));
      }
      double[][] drawn = new double[inputs.size()][];
      for (int input = 0; input < drawn.length; input++) {
        drawn[input] = random.doubles(inputs.get(input).size()).toArray();
      }
      Map<Node, Values> first = run(interpreter, manager, parameters, drawn, nodes);
      for (int changed = 0; changed < samples; changed++) {
        Map<Node, Values> then =
            run(interpreter, manager, parameters, changed(drawn, changed, samples), nodes);
        for (Node node : first.keySet()) {
          seen.add(node);
          if (!first.get(node).hasOtherRows(then.get(node), changed, samples)) {
            mixed.add(node);
          }
        }
      }
    }
    return network.graph().nodes().stream()
        .filter(node -> mixed.contains(node) || nodes.contains(node) && !seen.contains(node))
        .findFirst();
  }

  /** Every number of one sample, mirrored: another number, and another token. */
  private static double[][] changed(double[][] drawn, int sample, int samples) {
    double[][] changed = new double[drawn.length][];
    for (int input = 0; input < drawn.length; input++) {
      changed[input] = drawn[input].clone();
      int width = drawn[input].length / samples;
      for (int k = sample * width; k < (sample + 1) * width; k++) {
        changed[input][k] = 1 - drawn[input][k];
      }
    }
    return changed;
  }

  private Map<Node, Values> run(
      Interpreter interpreter,
      NDManager manager,
      List<Jet> parameters,
      double[][] drawn,
      Set<Node> nodes) {
    Map<Node, Values> values = new HashMap<>();
    Tap tap =
        new Tap() {
          @Override
          public boolean isAt(Node node) {
            return nodes.contains(node);
          }

          @Override
          public Jet through(Call call, Jet result) {
            values.put(call.node(), Values.of(result.value()));
            return result;
          }
        };
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> arrays = new ArrayList<>();
      for (int input = 0; input < drawn.length; input++) {
        arrays.add(array(scope, network.inputs().get(input).type(), input, drawn[input]));
      }
      try (Sweep sweep =
          interpreter.sweep(arrays, parameters::get, SweepRequest.of(0).tapping(tap))) {
        return values;
      }
    }
  }

  /** Numbers from 0 to 1; where they are integers or truth values, 0 and 1. */
  private NDArray array(NDManager manager, DataType type, int input, double[] drawn) {
    NDArray numbers = Torch.create(manager, DataType.FLOAT32, inputs.get(input), drawn);
    return type.isFloating() ? numbers : numbers.round().toType(type, false);
  }

  /** A value's numbers and their shape. */
  private record Values(Shape shape, double[] numbers) {

    static Values of(NDArray array) {
      return new Values(array.getShape(), Torch.doubles(array.toType(DataType.FLOAT64, true)));
    }

    /** Whether all rows but one are the same. */
    boolean hasOtherRows(Values other, int changed, int samples) {
      if (shape.dimension() == 0 || shape.get(0) != samples || !shape.equals(other.shape)) {
        return false;
      }
      int width = numbers.length / samples;
      double largest = 0;
      double difference = 0;
      boolean finite = samples == 1;
      for (int k = 0; k < numbers.length; k++) {
        if (k / width != changed && Double.isFinite(numbers[k])) {
          finite = true;
          largest = Math.max(largest, Math.abs(numbers[k]));
          double moved = Math.abs(numbers[k] - other.numbers[k]);
          difference = Math.max(difference, Double.isNaN(moved) ? Double.MAX_VALUE : moved);
        }
      }
      return finite && difference <= TOLERANCE * largest;
    }
  }
}
