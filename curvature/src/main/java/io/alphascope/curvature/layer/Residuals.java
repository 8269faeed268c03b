package io.alphascope.curvature.layer;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.operator.Degree;
import io.alphascope.workload.operator.Operator;
import io.alphascope.workload.operator.Operators;
import java.util.Optional;

/**
 * Whether a network's own curvature is that of its activations alone: diagonal, element by element.
 */
public final class Residuals {

  private Residuals() {}

  /**
   * Why it is not, naming the node; empty if it is. Products of two values that both depend on
   * parameters count only where neither is a parameter itself.
   */
  public static Optional<String> missing(Network network) {
    Dependence dependence = Dependence.of(network);
    return network.graph().nodes().stream()
        .filter(node -> bends(node, dependence))
        .map(
            node ->
                "%s bends otherwise than element by element, which has no diagonal; ask for hessian or ggn"
                    .formatted(node.title()))
        .findFirst();
  }

  private static boolean bends(Node node, Dependence dependence) {
    Operator operator = Operators.of(node);
    if (operator.ofShapesAlone()
        || node.inputs().stream().noneMatch(dependence.onParameters()::contains)) {
      return false;
    }
    return operator.degree() == Degree.CURVED
        || operator.degree() == Degree.BILINEAR
            && node.inputs().stream().limit(2).allMatch(dependence::moves);
  }
}
