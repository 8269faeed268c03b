package io.alphascope.workload.network;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Multi-layer perceptrons by their widths: y = x Wᵀ + b in every layer, an activation after every
 * layer but the last.
 */
final class Perceptron {

  private Perceptron() {}

  static Network of(String architecture, Activation activation) {
    String[] parts = architecture.split("-", -1);
    if (parts.length < 2) {
      throw new IllegalArgumentException(
          "network: '%s' has no layer; expected at least two widths, such as 784-10"
              .formatted(architecture));
    }
    int[] widths = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      widths[i] = width(parts[i], architecture);
    }
    return of(architecture, activation, widths);
  }

  private static Network of(String architecture, Activation activation, int[] widths) {
    ParameterLayout layout = new ParameterLayout();
    List<Node> nodes = new ArrayList<>();
    String value = "inputs";
    for (int layer = 1; layer < widths.length; layer++) {
      int in = widths[layer - 1];
      String weight = layout.uniform(layer + ".weight", in, widths[layer], in);
      String bias = layout.uniform(layer + ".bias", in, widths[layer]);
      nodes.add(Node.of("Gemm", layer + ".linear", Map.of("transB", 1L), value, weight, bias));
      value = layer + ".linear";
      if (layer < widths.length - 1) {
        nodes.add(Node.of(activation.operator(), layer + ".activation", Map.of(), value));
        value = layer + ".activation";
      }
    }
    Graph graph =
        new Graph(
            List.of(new GraphInput("inputs", DataType.FLOAT32, new long[] {-1, widths[0]})),
            nodes,
            Map.of(),
            layout.shapes(),
            value);
    return Network.made(
        architecture, Optional.of(activation), graph, layout, widths[widths.length - 1]);
  }

  private static int width(String text, String architecture) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "network: '%s' is not a width in '%s'; expected positive integers joined by '-', such as 784-128-64-10"
              .formatted(text, architecture));
    }
    return Integer.parseInt(text);
  }
}
