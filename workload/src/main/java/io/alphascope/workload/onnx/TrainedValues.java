package io.alphascope.workload.onnx;

import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Literal;
import io.alphascope.workload.graph.Node;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tensors of a file are parameters, if no names are given. Those of floating type
 *
 * <ol>
 *   <li>that a gradient of the output reaches: not through comparisons, indices and casts to
 *       integers, not as running statistics of BatchNormalization, bounds of Clip, …
 *   <li>that PyTorch's exporter does not note as a buffer or a constant;
 *   <li>where it notes nothing: that have no infinite elements, as masks have, and whose names come
 *       from the network. The exporters' own names ({@code val_12}, {@code onnx::Mul_7}, {@code
 *       /n1/Constant_output_0}) are constants of the code, unless they are operands of a layer:
 *       weights that were folded and have lost their names.
 * </ol>
 *
 * What is not told apart: tensors that were not to be trained, and buffers in files of the old
 * exporter.
 */
final class TrainedValues {

  private static final Set<String> LAYERS =
      Set.of("Conv", "ConvTranspose", "Gemm", "MatMul", "GRU", "LSTM", "RNN");

  private static final Set<String> WITHOUT_GRADIENT =
      Set.of(
          "And",
          "ArgMax",
          "ArgMin",
          "Ceil",
          "ConstantOfShape",
          "Equal",
          "Floor",
          "Greater",
          "GreaterOrEqual",
          "IsInf",
          "IsNaN",
          "Less",
          "LessOrEqual",
          "NonZero",
          "Not",
          "OneHot",
          "Or",
          "Range",
          "Round",
          "Shape",
          "Sign",
          "Size",
          "Xor");

  /** Operands from this one on are not parameters, even if they are numbers. */
  private static final Map<String, Integer> FIRST_WITHOUT_GRADIENT =
      Map.of(
          "BatchNormalization", 3, "CastLike", 1, "Clip", 1, "Dropout", 1, "Pad", 2, "Resize", 1);

  private final Graph graph;
  private final Map<String, String> kinds;
  private final Set<String> reached = new HashSet<>();
  private final Set<String> ofLayers = new HashSet<>();

  private TrainedValues(Graph graph, Map<String, String> kinds) {
    this.graph = graph;
    this.kinds = kinds;
    Map<String, Node> makers = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.outputs().forEach(result -> makers.put(result, node));
      if (LAYERS.contains(node.operator())) {
        ofLayers.addAll(node.inputs());
      }
    }
    Deque<String> open = new ArrayDeque<>(List.of(graph.output()));
    while (!open.isEmpty()) {
      String value = open.pop();
      Node maker = makers.get(value);
      if (reached.add(value) && maker != null) {
        open.addAll(reachedOperands(maker));
      }
    }
  }

  /**
   * @param tensors in their order
   * @param kinds what the exporter notes, by name
   */
  static List<String> of(Graph graph, List<String> tensors, Map<String, String> kinds) {
    TrainedValues trained = new TrainedValues(graph, kinds);
    return tensors.stream().filter(trained::isTrained).toList();
  }

  private boolean isTrained(String name) {
    Literal tensor = graph.literals().get(name);
    if (!tensor.isFloating() || !reached.contains(name)) {
      return false;
    }
    if (kinds.containsKey(name)) {
      return kinds.get(name).equals("PARAMETER");
    }
    return (!Names.isOfExporter(name) || ofLayers.contains(name)) && !isMask(tensor);
  }

  private static boolean isMask(Literal tensor) {
    ByteBuffer elements = tensor.elements();
    while (elements.hasRemaining()) {
      double element =
          tensor.type() == DataType.FLOAT64 ? elements.getDouble() : elements.getFloat();
      if (Double.isInfinite(element)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> reachedOperands(Node node) {
    boolean toIntegers =
        node.operator().equals("Cast") && !ParameterAliases.isToFloating(node.attributes());
    if (toIntegers || WITHOUT_GRADIENT.contains(node.operator())) {
      return List.of();
    }
    int operands = FIRST_WITHOUT_GRADIENT.getOrDefault(node.operator(), Integer.MAX_VALUE);
    return node.inputs().subList(0, Math.min(operands, node.inputs().size()));
  }
}
