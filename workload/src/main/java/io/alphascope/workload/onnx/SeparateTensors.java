package io.alphascope.workload.onnx;

import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives back to tensors what made them equal: PyTorch's old exporter keeps one of several tensors
 * that happen to be equal, the scales of two normalisations at their start say, and makes the
 * others of it by Identity, under their names. They are trained apart all the same. (Tensors that
 * modules share on purpose have one name there, and no Identity.)
 *
 * @param graph without these nodes
 * @param names of the tensors that they made, in the order of the nodes
 */
record SeparateTensors(Graph graph, List<String> names) {

  static SeparateTensors of(Graph graph) {
    Map<String, Literal> tensors = new LinkedHashMap<>();
    List<Node> others = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Literal literal = copied(node, graph, tensors);
      if (literal == null) {
        others.add(node);
      } else {
        tensors.put(node.outputs().get(0), literal);
      }
    }
    List<String> names = List.copyOf(tensors.keySet());
    tensors.putAll(graph.literals());
    return new SeparateTensors(
        new Graph(graph.inputs(), others, tensors, graph.declared(), graph.output()), names);
  }

  /** The tensor that a node gives another name of the network; null: it does something else. */
  private static Literal copied(Node node, Graph graph, Map<String, Literal> made) {
    boolean named =
        node.operator().equals("Identity")
            && node.domain().isEmpty()
            && node.inputs().size() == 1
            && node.outputs().size() == 1
            && !Names.isOfExporter(node.outputs().get(0));
    if (!named) {
      return null;
    }
    String source = node.inputs().get(0);
    return made.getOrDefault(source, graph.literals().get(source));
  }
}
