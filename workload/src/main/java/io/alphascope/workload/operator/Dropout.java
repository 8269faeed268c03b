package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import java.util.Optional;

/** Dropout outside training: y = x. */
final class Dropout {

  private Dropout() {}

  static Optional<String> refusal(Node node) {
    return node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()
        ? Optional.of("its mask is not computed")
        : Optional.empty();
  }

  static Jet apply(Call call) {
    if (call.has(2) && call.integers(2)[0] != 0 && call.number(1, 0.5) != 0) {
      throw new IllegalArgumentException(
          "it drops at random, by an unknown mask: observe the deterministic network,"
              + " exported in evaluation mode");
    }
    return call.jet(0);
  }
}
