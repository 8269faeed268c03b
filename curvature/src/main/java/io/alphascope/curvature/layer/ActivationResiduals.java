package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.line.Bends;
import io.alphascope.curvature.line.LossCurve;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.operator.Degree;
import io.alphascope.workload.operator.Operators;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The Hessian less G as a sum over activations y = f(x): Jᵀ diag(f″ ⊙ δ) J, J the Jacobian of x and
 * δ = ∂ℓᵢ/∂y. Each element of x gives a column √|f″ δ| with a sign (Dangel, Harmeling and Hennig
 * 2020, "Modular block-diagonal curvature", section 3).
 */
final class ActivationResiduals {

  /** Columns that are held at once. */
  private static final int AT_ONCE = 32;

  private final LossCurve curve;
  private final ParameterUses uses;

  private ActivationResiduals(LossCurve curve, ParameterUses uses) {
    this.curve = curve;
    this.uses = uses;
  }

  static ActivationResiduals of(LossCurve curve, ParameterUses uses) {
    return new ActivationResiduals(curve, uses);
  }

  /**
   * Hands out all columns.
   *
   * @param receiver of derivatives in layers' results, [C, n, …] by node, and of signs, [C, n];
   *     they are closed afterwards
   * @return whether there was an activation that bends
   */
  boolean forEach(BiConsumer<Map<Node, NDArray>, NDArray> receiver) {
    Graph graph = curve.outputs().line().network().graph();
    try (LayerSweep sweep =
        new LayerSweep(
            curve.outputs().line(),
            curve.outputs().inputs(),
            node -> uses.isAt(node) || isActivation(node))) {
      Map<Node, NDArray> slopes = sweep.back(1, column -> curve.terms().gradient());
      Map<Node, Set<Node>> above = above(graph);
      boolean found = false;
      for (Map.Entry<Node, LayerSweep.Layer> each : sweep.layers().entrySet()) {
        Set<Node> layersAbove = new LinkedHashSet<>(above.get(each.getKey()));
        layersAbove.removeIf(node -> !uses.isAt(node));
        found |=
            isActivation(each.getKey())
                && !layersAbove.isEmpty()
                && columns(
                    sweep,
                    each.getValue(),
                    slopes.get(each.getKey()).get(0),
                    layersAbove,
                    receiver);
      }
      return found;
    }
  }

  private static boolean isActivation(Node node) {
    return Operators.of(node).degree() == Degree.ELEMENTWISE;
  }

  /** Those of one activation; whether it bends. */
  private static boolean columns(
      LayerSweep sweep,
      LayerSweep.Layer layer,
      NDArray slopes,
      Set<Node> layersAbove,
      BiConsumer<Map<Node, NDArray>, NDArray> receiver) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray bend = Bends.bend(layer.call());
      if (bend != null) {
        columns(sweep, layer, layersAbove, bend.mul(slopes), receiver);
      }
      return bend != null;
    }
  }

  private static void columns(
      LayerSweep sweep,
      LayerSweep.Layer layer,
      Set<Node> layersAbove,
      NDArray residual,
      BiConsumer<Map<Node, NDArray>, NDArray> receiver) {
    Shape shape = residual.getShape();
    long samples = shape.get(0);
    long width = shape.size() / samples;
    NDArray flat = Torch.reshape(residual, samples, width);
    NDArray root = flat.abs().sqrt();
    NDArray signs = Torch.permute(flat.sign(), 1, 0); // [width, n]
    for (long first = 0; first < width; first += AT_ONCE) {
      long start = first;
      int count = (int) Math.min(AT_ONCE, width - first);
      Map<Node, NDArray> columns =
          sweep.back(
              layer.call().jet(0).value(),
              layersAbove,
              count,
              column -> oneElement(root, start + column, shape));
      receiver.accept(columns, Torch.slice(signs, 0, first, first + count, 1));
      columns.values().forEach(NDArray::close);
    }
  }

  /** Zero but for one element of each sample. */
  private static NDArray oneElement(NDArray root, long element, Shape shape) {
    long width = root.getShape().get(1);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray column = Torch.slice(root, 1, element, element + 1, 1);
      NDArray padded =
          Torch.pad(column, new long[] {0, element}, new long[] {0, width - element - 1}, 0);
      NDArray seed = Torch.reshape(padded, shape.getShape());
      NDScope.unregister(seed);
      return seed;
    }
  }

  /** By node, the nodes on whose results its operands depend. */
  private static Map<Node, Set<Node>> above(Graph graph) {
    Map<String, Set<Node>> byValue = new HashMap<>();
    Map<Node, Set<Node>> above = new HashMap<>();
    for (Node node : graph.nodes()) {
      Set<Node> all = new HashSet<>();
      node.inputs().forEach(input -> all.addAll(byValue.getOrDefault(input, Set.of())));
      above.put(node, all);
      Set<Node> withItself = new HashSet<>(all);
      withItself.add(node);
      node.outputs().forEach(output -> byValue.put(output, withItself));
    }
    return above;
  }
}
