package io.alphascope.curvatureservice.decode;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alphascope.events.Parameter;
import io.alphascope.events.RunSpecification;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.onnx.OnnxModel;
import io.alphascope.workload.operator.Operators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the networks of specifications. The last few are kept: every step of a run has the same
 * graph, and reading it again would cost more than observing the step. Thread-safe.
 */
public final class NetworkDecoder {

  private static final int MOST_KEPT = 16;

  private record Key(
      String network, String activation, ByteString graph, List<Parameter> parameters) {

    static Key of(RunSpecification specification, ByteString graph) {
      return new Key(
          specification.getNetwork(),
          specification.getActivation(),
          graph,
          specification.getParametersList());
    }
  }

  private final Map<Key, Network> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @throws MalformedStepException if the network is unknown, or cannot be computed
   */
  public Network decode(RunSpecification specification) throws MalformedStepException {
    ByteString graph = specification.getGraph();
    Key key = Key.of(specification, graph);
    synchronized (kept) {
      Network network = kept.get(key);
      if (network == null) {
        // A copy, as the graph is a view of the record, and would keep all of it in memory.
        Key own = Key.of(specification, ByteString.copyFrom(graph.asReadOnlyByteBuffer()));
        network = own.graph().isEmpty() ? perceptron(specification) : graph(own);
        kept.put(own, network);
        if (kept.size() > MOST_KEPT) {
          kept.remove(kept.keySet().iterator().next());
        }
      }
      return network;
    }
  }

  private static Network perceptron(RunSpecification specification) throws MalformedStepException {
    Activation activation =
        StepDecoder.read(
            "specification.activation",
            "a known activation",
            specification.getActivation(),
            Activation::parse);
    return StepDecoder.read(
        "specification.network",
        "the widths of a network, such as 784-128-64-10, or a graph",
        specification.getNetwork(),
        widths -> Network.of(widths, activation));
  }

  private static Network graph(Key key) throws MalformedStepException {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Parameter parameter : key.parameters()) {
      try {
        shapes.put(parameter.getName(), new Shape(parameter.getShapeList()));
      } catch (IllegalArgumentException e) {
        throw new MalformedStepException(
            "specification.parameters", "names with shapes", parameter.getShapeList(), e);
      }
    }
    try {
      Graph graph =
          OnnxModel.read(
              key.graph().toByteArray(),
              key.parameters().stream().map(Parameter::getName).toList(),
              List.copyOf(shapes.values()));
      Operators.check(graph);
      return Network.ofGraph(key.network(), graph, shapes);
    } catch (IllegalArgumentException e) {
      throw new MalformedStepException(
          "specification.graph", "an ONNX model that can be computed", e.getMessage(), e);
    }
  }
}
