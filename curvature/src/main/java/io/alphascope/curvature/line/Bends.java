package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.Degree;
import io.alphascope.workload.operator.Operators;
import io.alphascope.workload.sweep.Tap;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds, in a recorded sweep, the activations that bend: f″ ≠ 0 somewhere, on operands that move.
 */
public final class Bends implements Tap {

  /**
   * An activation y = f(x).
   *
   * @param x its operand, recorded; lives as long as the sweep
   * @param bend f″ at x
   * @param leaf zeros that were added to y: a reverse pass leaves the derivative in y there
   */
  public record Bend(Jet x, NDArray bend, NDArray leaf) {}

  private final NDManager manager;
  private final List<Bend> all = new ArrayList<>();

  /**
   * @param manager of what is made here
   */
  Bends(NDManager manager) {
    this.manager = manager;
  }

  List<Bend> all() {
    return all;
  }

  @Override
  public boolean isAt(Node node) {
    return Operators.of(node).degree() == Degree.ELEMENTWISE;
  }

  @Override
  public Jet through(Call call, Jet result) {
    Jet x = call.jet(0);
    NDArray bend = x.first() == null ? null : bend(call);
    if (bend == null) {
      return result;
    }
    NDArray leaf = Autograd.leaf(kept(result.value().zerosLike()));
    all.add(new Bend(x, kept(bend), leaf));
    return new Jet(result.value().add(leaf), result.first(), result.second());
  }

  /** f″ at x; null: it is zero wherever it exists. */
  public static NDArray bend(Call call) {
    NDArray second = shifted(call, 2).second();
    return second == null ? null : second.mul(call.taylor().scalar(2));
  }

  /** f′ at x. */
  public static NDArray slope(Call call) {
    NDArray first = shifted(call, 1).first();
    return first == null ? call.jet(0).value().zerosLike() : first;
  }

  /** f(x + α) in α, not recorded. */
  private static Jet shifted(Call call, int order) {
    NDArray x = call.jet(0).value().stopGradient();
    try (Autograd plain = Autograd.notRecording()) {
      Jet unit = new Jet(x, x.onesLike(), null);
      Call moving = new Call(call.node(), call.taylor().ofOrder(order), List.of(unit));
      return (Jet) Operators.of(call.node()).apply(moving).get(0);
    }
  }

  private NDArray kept(NDArray array) {
    return Torch.keep(array, manager);
  }
}
