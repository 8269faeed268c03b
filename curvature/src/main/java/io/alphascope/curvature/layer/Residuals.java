package io.alphascope.curvature.layer;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.operator.Degree;
import io.alphascope.workload.operator.Operators;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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
    Set<String> moving = new HashSet<>(network.parameterNames());
    Set<String> parameters = new HashSet<>(network.parameterNames());
    for (Node node : network.graph().nodes()) {
      if (node.inputs().stream().noneMatch(moving::contains)
          || Operators.of(node).ofShapesAlone()) {
        continue;
      }
      moving.addAll(node.outputs());
      Degree degree = Operators.of(node).degree();
      if (degree == Degree.LINEAR && node.inputs().stream().allMatch(parameters::contains)) {
        parameters.addAll(node.outputs()); // transposed, say
      }
      boolean product =
          degree == Degree.BILINEAR
              && node.inputs().stream()
                  .limit(2)
                  .allMatch(name -> moving.contains(name) && !parameters.contains(name));
      if (degree == Degree.CURVED || product) {
        return Optional.of(
            "%s bends otherwise than element by element, which has no diagonal; ask for hessian or ggn"
                .formatted(node.title()));
      }
    }
    return Optional.empty();
  }
}
