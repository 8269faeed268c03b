package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import java.util.List;
import java.util.Optional;

/** Dropout outside training: y = x. */
final class Dropout {

  static final List<Operator> OPERATORS =
      List.of(
          single("Dropout", LINEAR, Dropout::apply, "ratio", "seed")
              .refusing(Dropout::refusal)
              .keeping(Rows.RESHAPED));

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
