package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** c ← f c + i tanh(z), h ← o tanh(c); gates in the order i, o, f, then z. */
record LstmCell(Call call) implements Cell {

  static Optional<String> refusal(Node node) {
    return Recurrent.refusal(node, Set.of(List.of("Sigmoid", "Tanh", "Tanh")));
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public List<Jet> step(Jet input, List<Jet> states, CellWeights weights) {
    Taylor taylor = call.taylor();
    Jet all = Products.linear(taylor, states.get(0), weights.recurrent(), input, true);
    long width = all.length(1) / 4;
    Jet gates = Elementwise.sigmoid(Recurrent.slice(taylor, all, 1, 0, 3 * width), call);
    Jet candidate = Elementwise.tanh(Recurrent.slice(taylor, all, 1, 3 * width, 4 * width), call);
    Jet in = Recurrent.slice(taylor, gates, 1, 0, width);
    Jet out = Recurrent.slice(taylor, gates, 1, width, 2 * width);
    Jet forget = Recurrent.slice(taylor, gates, 1, 2 * width, 3 * width);
    Jet c = taylor.add(taylor.multiply(forget, states.get(1)), taylor.multiply(in, candidate));
    return List.of(taylor.multiply(out, Elementwise.tanh(c, call)), c);
  }
}
