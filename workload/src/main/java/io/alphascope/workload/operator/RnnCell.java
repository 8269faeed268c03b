package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** h ← f(x Wᵀ + h Rᵀ), f = tanh or max(·, 0). */
record RnnCell(Call call) implements Cell {

  static Optional<String> refusal(Node node) {
    String[] named = node.attributes().texts("activations");
    return Arrays.stream(named).distinct().count() > 1
        ? Optional.of("activations that differ between directions are not supported")
        : Recurrent.refusal(node, Set.of(List.of("Tanh"), List.of("Relu")));
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public List<Jet> step(Jet input, List<Jet> states, CellWeights weights) {
    Jet h = Products.linear(call.taylor(), states.get(0), weights.recurrent(), input, true);
    return List.of(
        call.attributes().texts("activations", "Tanh")[0].equals("Relu")
            ? Selections.relu(h, call)
            : Elementwise.tanh(h, call));
  }
}
