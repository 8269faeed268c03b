package io.alphascope.workload.onnx;

import io.alphascope.workload.graph.Attributes;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that are a tensor of the graph under another name, or in another floating type. */
final class ParameterAliases {

  /** Of Cast: float32, float16, float64, bfloat16. */
  private static final Set<Long> FLOATING = Set.of(1L, 10L, 11L, 16L);

  private final Graph graph;
  private final Map<String, String> sources = new HashMap<>();

  ParameterAliases(Graph graph) {
    this.graph = graph;
    for (Node node : graph.nodes()) {
      if (handsOn(node) && node.outputs().size() == 1) {
        String operand = node.inputs().get(0);
        String source = sources.getOrDefault(operand, operand);
        if (isFloating(source)) {
          sources.put(node.outputs().get(0), source);
        }
      }
    }
  }

  private static boolean handsOn(Node node) {
    if (!node.domain().isEmpty() || node.inputs().size() != 1) {
      return false;
    }
    return node.operator().equals("Identity")
        || node.operator().equals("Cast") && isToFloating(node.attributes());
  }

  /** Whether a Cast with these attributes gives floating-point numbers. */
  static boolean isToFloating(Attributes attributes) {
    return attributes.values().get("to") instanceof Long to && FLOATING.contains(to);
  }

  private boolean isFloating(String name) {
    Literal literal = graph.literals().get(name);
    return literal != null && literal.isFloating();
  }

  /** The floating-point tensor that a name stands for. */
  Optional<Literal> tensor(String name) {
    return Optional.ofNullable(graph.literals().get(sources.getOrDefault(name, name)))
        .filter(Literal::isFloating);
  }
}
