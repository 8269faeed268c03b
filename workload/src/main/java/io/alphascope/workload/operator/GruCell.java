package io.alphascope.workload.operator;

import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * h ← n + z (h − n) with the gates z, r and the candidate n = tanh(x Wᵀ + (r h) Rᵀ), or, with
 * {@code linear_before_reset}, tanh(x Wᵀ + r (h Rᵀ)).
 */
record GruCell(Call call) implements Cell {

  static Optional<String> refusal(Node node) {
    return Recurrent.refusal(node, Set.of(List.of("Sigmoid", "Tanh")));
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public boolean separatesBiases() {
    return call.attributes().flag("linear_before_reset", false);
  }

  @Override
  public List<Jet> step(Jet input, List<Jet> states, CellWeights weights) {
    Taylor taylor = call.taylor();
    Jet h = states.get(0);
    long width = h.length(1);
    Jet inputGates = part(input, 1, 0, 2 * width);
    Jet inputCandidate = part(input, 1, 2 * width, 3 * width);
    Jet gates;
    Jet candidate;
    if (separatesBiases()) {
      Jet product = Products.linear(taylor, h, weights.recurrent(), weights.recurrentBias(), true);
      gates = sigmoid(taylor.add(inputGates, part(product, 1, 0, 2 * width)));
      Jet reset = part(gates, 1, width, 2 * width);
      candidate =
          taylor.add(
              inputCandidate, taylor.multiply(reset, part(product, 1, 2 * width, 3 * width)));
    } else {
      gates = sigmoid(product(h, part(weights.recurrent(), 0, 0, 2 * width), inputGates));
      Jet reset = part(gates, 1, width, 2 * width);
      candidate =
          product(
              taylor.multiply(reset, h),
              part(weights.recurrent(), 0, 2 * width, 3 * width),
              inputCandidate);
    }
    Jet n = Elementwise.tanh(candidate, call);
    Jet update = part(gates, 1, 0, width);
    return List.of(taylor.add(n, taylor.multiply(update, taylor.subtract(h, n))));
  }

  private Jet product(Jet h, Jet weights, Jet added) {
    return Products.linear(call.taylor(), h, weights, added, true);
  }

  private Jet sigmoid(Jet x) {
    return Elementwise.sigmoid(x, call);
  }

  private Jet part(Jet x, int axis, long from, long to) {
    return Recurrent.slice(call.taylor(), x, axis, from, to);
  }
}
