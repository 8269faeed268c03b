package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Bends;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Value;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.Degree;
import io.alphascope.workload.operator.Operators;
import io.alphascope.workload.operator.Rows;
import io.alphascope.workload.operator.Unfolding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Derivatives in a chain's results from those in the outputs, for several columns at once: one
 * reverse pass for each would take as many small operations for each.
 */
final class ChainPass {
  private final Chain chain;
  private final Map<Node, LayerSweep.Layer> layers;
  private final NDManager manager;
  private final Map<Node, NDArray> slopes = new HashMap<>();

  /**
   * @param layers the chain's nodes as they ran, a row for each sample in every result
   * @param manager of what is kept
   */
  ChainPass(Chain chain, Map<Node, LayerSweep.Layer> layers, NDManager manager) {
    this.chain = chain;
    this.layers = layers;
    this.manager = manager;
  }

  /**
   * Goes back.
   *
   * @param columns of the outputs' shape each
   * @param wanted the nodes whose derivatives are kept
   * @return [C, n, …] by node; the manager's
   */
  Map<Node, NDArray> back(
      int count, IntFunction<Outputs> columns, DataType type, Predicate<Node> wanted) {
    Map<Node, NDArray> found = new LinkedHashMap<>();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray at = seed(count, columns, type);
      for (Chain.Link link : chain.links()) {
        if (wanted.test(link.node())) {
          found.put(link.node(), Torch.keep(LayerSweep.byColumn(at, count), manager));
        }
        if (link.operand() >= 0) {
          at = below(link, at, count);
        }
      }
    }
    return found;
  }

  /** The columns one below the other, [C n, …]. */
  private NDArray seed(int count, IntFunction<Outputs> columns, DataType type) {
    double[] all = null;
    Shape shape = null;
    for (int column = 0; column < count; column++) {
      Outputs one = columns.apply(column);
      if (all == null) {
        shape = new Shape((long) count * one.samples()).addAll(one.shape().slice(1));
        all = new double[count * one.values().length];
      }
      System.arraycopy(one.values(), 0, all, column * one.values().length, one.values().length);
    }
    return Torch.create(manager, type, shape, all);
  }

  /** Jᵀ of rows, J a node's Jacobian in the operand that comes from below. */
  private NDArray below(Chain.Link link, NDArray at, int count) {
    Node node = link.node();
    Call call = layers.get(node).call();
    Shape operand = call.jet(link.operand()).shape();
    Shape rows = new Shape(at.getShape().get(0)).addAll(operand.slice(1));
    if (Operators.of(node).degree() == Degree.ELEMENTWISE) {
      return Torch.reshape(LayerSweep.byColumn(at, count).mul(slope(node)), rows.getShape());
    }
    if (node.operator().equals("Add") && operand.equals(layers.get(node).shape())) {
      return at;
    }
    if (Operators.of(node).rows().apply(node) == Rows.RESHAPED) {
      return Torch.reshape(at, rows.getShape());
    }
    Unfolding unfolding = Operators.of(node).unfolding();
    boolean dense =
        unfolding != null
            && link.operand() == 0
            && call.shape(1).dimension() == 2
            && unfolding.refusal(node).isEmpty();
    return dense ? belowDense(unfolding, call, at, rows) : belowAny(link, call, at, rows);
  }

  /** f′ at the operand of an activation, [n, …]; kept. */
  NDArray slope(Node node) {
    return slopes.computeIfAbsent(
        node, wanted -> Torch.keep(Bends.slope(layers.get(wanted).call()), manager));
  }

  private static NDArray belowDense(Unfolding unfolding, Call call, NDArray at, Shape rows) {
    NDArray held = call.array(1);
    NDArray weights =
        unfolding.isTransposed(call.node()) ? Torch.permute(held, 1, 0) : held; // [out, in]
    NDArray results = Torch.reshape(unfolding.results(call, at), -1, weights.getShape().get(0));
    return Torch.reshape(Torch.matmul(results, weights), rows.getShape());
  }

  /** By running the node once more, the samples repeated for each column, and back. */
  private static NDArray belowAny(Chain.Link link, Call call, NDArray at, Shape rows) {
    NDArray operand = call.jet(link.operand()).value();
    long count = rows.get(0) / operand.getShape().get(0);
    NDArray repeated =
        Torch.broadcast(operand, new Shape(count).addAll(operand.getShape())).duplicate();
    NDArray leaf = Autograd.leaf(Torch.reshape(repeated, rows.getShape()));
    List<Value> operands = new ArrayList<>(call.operands());
    operands.set(link.operand(), Jet.constant(leaf));
    try (Autograd recording = Autograd.recording()) {
      Call again = new Call(call.node(), call.taylor(), operands);
      NDArray result = ((Jet) Operators.of(call.node()).apply(again).get(0)).value();
      Autograd.backward(result, at.duplicate(), false);
    }
    return Autograd.gradient(leaf);
  }
}
