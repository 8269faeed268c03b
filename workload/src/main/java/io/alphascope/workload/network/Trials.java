package io.alphascope.workload.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import io.alphascope.workload.sweep.SweepRequest;
import io.alphascope.workload.sweep.Tap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/** What a network does with inputs of certain shapes, found by running it on zeros. Thread-safe. */
final class Trials {

  /**
   * One run.
   *
   * @param samples that it ran on
   * @param output shape of the outputs
   * @param multiplyAdds of the run
   */
  record Trial(long samples, Shape output, long multiplyAdds) {}

  /** Sequences come in many lengths. */
  private static final int MOST_KEPT = 64;

  private final Map<List<Shape>, Trial> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param inputs in the shapes that the graph names, [n, …]
   * @param samples to run on in place of n
   */
  synchronized Trial of(Network network, List<Shape> inputs, long samples) {
    List<Shape> shapes =
        inputs.stream().map(shape -> new Shape(samples).addAll(shape.slice(1))).toList();
    Trial found = known.get(shapes);
    if (found == null) {
      found = run(network, shapes, samples);
      known.put(shapes, found);
      if (known.size() > MOST_KEPT) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return found;
  }

  /** Shapes of the first results of some nodes. */
  static Map<Node, Shape> results(Network network, List<Shape> inputs, Set<Node> nodes) {
    Map<Node, Shape> shapes = new LinkedHashMap<>();
    Tap tap =
        new Tap() {
          @Override
          public boolean isAt(Node node) {
            return nodes.contains(node);
          }

          @Override
          public Jet through(Call call, Jet result) {
            shapes.put(call.node(), result.shape());
            return result;
          }
        };
    return run(network, inputs, SweepRequest.of(0).tapping(tap), (sweep, multiplyAdds) -> shapes);
  }

  private static Trial run(Network network, List<Shape> shapes, long samples) {
    return run(
        network,
        shapes,
        SweepRequest.of(0),
        (sweep, multiplyAdds) ->
            new Trial(samples, sweep.output().shape(), multiplyAdds.getAsLong()));
  }

  private static <T> T run(
      Network network,
      List<Shape> shapes,
      SweepRequest request,
      BiFunction<Sweep, LongSupplier, T> result) {
    try (NDManager manager = PyTorch.newManager(Device.cpu());
        Autograd plain = Autograd.notRecording();
        Interpreter interpreter =
            new Interpreter(network.graph(), network.parameterNames(), manager, DataType.FLOAT32)) {
      List<NDArray> inputs = new ArrayList<>();
      for (int input = 0; input < shapes.size(); input++) {
        inputs.add(manager.zeros(shapes.get(input), network.inputs().get(input).type()));
      }
      List<Jet> parameters =
          network.parameters().stream()
              .map(tensor -> Jet.constant(manager.zeros(tensor.shape(), DataType.FLOAT32)))
              .toList();
      try (Sweep sweep = interpreter.sweep(inputs, parameters::get, request)) {
        return result.apply(sweep, () -> interpreter.multiplyAdds(inputs, parameters::get));
      }
    }
  }
}
