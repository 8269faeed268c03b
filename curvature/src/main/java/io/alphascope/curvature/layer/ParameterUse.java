package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.Operators;
import io.alphascope.workload.operator.Unfolding;
import java.util.stream.LongStream;

/**
 * A node whose result is linear in a parameter, sample by sample.
 *
 * @param transposed of weights: whether the tensor holds [in, out] instead of [G, out, in]
 */
record ParameterUse(Node node, ParameterTensor tensor, Kind kind, boolean transposed) {

  /** What the parameter does there. */
  enum Kind {
    /** W of y = W x, see {@link Unfolding}. */
    WEIGHT,
    /** b of y = W x + b. */
    BIAS,
    /** b of y = x + b, broadcast to x. */
    SHIFT
  }

  private Unfolding unfolding() {
    return Operators.of(node).unfolding();
  }

  /** The layer's input, [n, G, T, in]; of weights. */
  NDArray inputs(Call call) {
    return unfolding().inputs(call);
  }

  /** Derivatives in the node's results, [m, …], as [m, G, T, out]; of weights. */
  NDArray results(Call call, NDArray derivatives) {
    return unfolding().results(call, derivatives);
  }

  /**
   * Derivatives in b, [m, size of b], from those in the node's results, [m, …]; not of weights.
   *
   * @throws IllegalArgumentException if b is broadcast otherwise than over samples and positions
   */
  NDArray shifts(Call call, NDArray derivatives) {
    NDArray sums =
        kind == Kind.BIAS
            ? Torch.sum(unfolding().results(call, derivatives), new long[] {2}, false)
            : overPositions(derivatives);
    long rows = derivatives.getShape().get(0);
    if (sums.getShape().size() != rows * tensor.size()) {
      throw new IllegalArgumentException(
          "%s: parameter '%s' of shape %s is broadcast in a way that has no rule"
              .formatted(node.title(), tensor.name(), tensor.shape()));
    }
    return Torch.reshape(sums, rows, tensor.size());
  }

  /**
   * Σ_t of derivatives in the node's results, [m, …]: of a layer's [m, out], of b [m, its size].
   */
  NDArray sums(Call call, NDArray derivatives) {
    if (kind != Kind.WEIGHT) {
      return shifts(call, derivatives);
    }
    NDArray results = unfolding().results(call, derivatives); // [m, G, T, out]
    long rows = results.getShape().get(0);
    NDArray sums =
        results.getShape().get(2) == 1 ? results : Torch.sum(results, new long[] {2}, false);
    return Torch.reshape(sums, rows, sums.getShape().size() / rows);
  }

  /** Summed over all axes but the first along which b is repeated. */
  private NDArray overPositions(NDArray derivatives) {
    Shape shape = derivatives.getShape();
    Shape own = tensor.shape();
    int lead = shape.dimension() - own.dimension();
    long[] repeated =
        LongStream.range(1, shape.dimension())
            .filter(axis -> axis < lead || own.get((int) axis - lead) < shape.get((int) axis))
            .toArray();
    return repeated.length == 0 ? derivatives : Torch.sum(derivatives, repeated, false);
  }

  /**
   * Derivatives in W as the network holds it, from those in [G, out, in].
   *
   * @param ofProducts [m, G, out, in]
   * @return [m, size of W], in W's order
   */
  NDArray asHeld(NDArray ofProducts) {
    NDArray held = transposed ? Torch.permute(ofProducts, 0, 1, 3, 2) : ofProducts;
    return Torch.reshape(held, ofProducts.getShape().get(0), tensor.size());
  }

  /**
   * A tensor like W as [G, out, in].
   *
   * @param inputs [n, G, T, in] says G and in
   */
  NDArray asProducts(NDArray tensorLikeW, NDArray inputs) {
    long groups = inputs.getShape().get(1);
    long in = inputs.getShape().get(3);
    long out = tensor.size() / (groups * in);
    return transposed
        ? Torch.permute(Torch.reshape(tensorLikeW, groups, in, out), 0, 2, 1)
        : Torch.reshape(tensorLikeW, groups, out, in);
  }
}
