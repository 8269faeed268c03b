package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Node;
import java.util.Set;
import java.util.regex.Pattern;

/** Why a node has no rule, and what can be done. */
final class MissingRule {

  private static final Set<String> CONTROL_FLOW = Set.of("If", "Loop", "Scan", "SequenceMap");

  private static final Set<String> RANDOM =
      Set.of(
          "Bernoulli",
          "Multinomial",
          "RandomNormal",
          "RandomNormalLike",
          "RandomUniform",
          "RandomUniformLike");

  private static final Pattern QUANTISED =
      Pattern.compile("QLinear.*|(Dynamic)?QuantizeLinear|DequantizeLinear|.*Integer");

  private MissingRule() {}

  static String reason(Node node) {
    if (!node.domain().isEmpty()) {
      return "operators of the domain '%s' are not ONNX's own: write the network without them"
          .formatted(node.domain());
    }
    if (CONTROL_FLOW.contains(node.operator())) {
      return "graphs within graphs are not supported: write the network with fixed branches and"
          + " lengths";
    }
    if (RANDOM.contains(node.operator())) {
      return "it draws random numbers, which cannot be drawn again: write the network after"
          + " model.eval()";
    }
    if (QUANTISED.matcher(node.operator()).matches()) {
      return "it is quantised, which has no derivative: write the network before quantisation";
    }
    return "there is no rule for this operator";
  }
}
