package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Value;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.operator.Call;
import io.alphascope.workload.operator.Operators;
import io.alphascope.workload.operator.Unfolding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A node whose result is linear in a parameter, sample by sample.
 *
 * @param operand which of the node's operands the parameter is, by its name or rearranged
 * @param transposed of weights: whether the tensor holds [in, out] instead of [G, out, in]
 * @param rearranged whether the operand holds elements of the tensor in another order or number
 */
record ParameterUse(
    Node node,
    int operand,
    ParameterTensor tensor,
    Kind kind,
    boolean transposed,
    boolean rearranged) {

  /** What the parameter does there. */
  enum Kind {
    /** W of y = W x, see {@link Unfolding}. */
    WEIGHT,
    /** b of y = W x + b. */
    BIAS,
    /** b of y = x + b, broadcast to y. */
    SHIFT,
    /** b of y = a ⊙ x + b along y's axis 1. */
    CHANNEL_SHIFT,
    /** a of y = a ⊙ x + b, broadcast to y. */
    SCALE,
    /** a of y = a ⊙ x + b along y's axis 1. */
    CHANNEL_SCALE,
    /** W of y = rows of W, chosen by integers: an embedding. */
    LOOKUP,
    /** Joined to other values, one for each sample. */
    PART;

    /** Whether derivatives in the parameter follow from those in the results alone. */
    boolean isShift() {
      return this == BIAS || this == SHIFT || this == CHANNEL_SHIFT;
    }
  }

  /** Why there is no B ⊗ A of it, naming the node; empty if there is. */
  Optional<String> missingFactors() {
    if (node.attributes().integer("group", 1) != 1) {
      return Optional.of("%s has groups, so no Kronecker factors".formatted(node.title()));
    }
    boolean isVector =
        Arrays.stream(tensor.shape().getShape()).filter(length -> length > 1).count() <= 1;
    return kind == Kind.WEIGHT || kind.isShift() && !rearranged && isVector
        ? Optional.empty()
        : Optional.of(
            "%s takes parameter '%s', which is no weight or bias of a layer, so it has no Kronecker factors"
                .formatted(node.title(), tensor.name()));
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
   * Derivatives in b, [m, size of the operand], from those in the node's results, [m, …].
   *
   * @throws IllegalArgumentException if b is broadcast otherwise than over samples and positions
   */
  NDArray shifts(Call call, NDArray derivatives) {
    NDArray sums =
        kind == Kind.BIAS
            ? Torch.sum(unfolding().results(call, derivatives), new long[] {2}, false)
            : overPositions(call, derivatives);
    long rows = derivatives.getShape().get(0);
    long size = call.jet(operand).shape().size();
    if (sums.getShape().size() != rows * size) {
      throw new IllegalArgumentException(
          "%s: parameter '%s' of shape %s is broadcast in a way that has no rule"
              .formatted(node.title(), tensor.name(), tensor.shape()));
    }
    return Torch.reshape(sums, rows, size);
  }

  /**
   * Derivatives in a, [n, size of the operand].
   *
   * @param scaled what a multiplies, like the node's result
   * @param derivatives in the results, [n, …]
   */
  NDArray scales(Call call, NDArray scaled, NDArray derivatives) {
    return shifts(call, derivatives.mul(scaled));
  }

  /**
   * Derivatives in an operand that is a part of the results, [n, elements of a sample's part].
   *
   * @throws IllegalArgumentException if the operand has no row for each sample
   */
  NDArray part(Call call, NDArray derivatives) {
    Shape own = call.jet(operand).shape();
    long rows = derivatives.getShape().get(0);
    int axis = Call.axis(node.attributes().integer("axis", 0), derivatives.getShape().dimension());
    if (axis == 0 || own.get(0) != rows) {
      throw new IllegalArgumentException(
          "%s: parameter '%s' has no row for each sample there"
              .formatted(node.title(), tensor.name()));
    }
    long first = 0;
    for (int each = 0; each < operand; each++) {
      first += call.jet(each).shape().get(axis);
    }
    NDArray part = Torch.slice(derivatives, axis, first, first + own.get(axis), 1);
    return Torch.reshape(part, rows, own.size() / rows);
  }

  /** What a multiplies: the node's result with 1 in its place, and without shift. */
  NDArray scaled(Call call) {
    List<Value> operands = new ArrayList<>();
    for (int each = 0; each < call.size(); each++) {
      if (!call.has(each)) {
        operands.add(null);
        continue;
      }
      NDArray value = call.jet(each).value().stopGradient();
      boolean isShift = each == 2 && !node.operator().equals("Mul");
      operands.add(
          each == operand
              ? Jet.constant(value.onesLike())
              : isShift ? Jet.constant(value.zerosLike()) : constant(call, each, value));
    }
    try (Autograd plain = Autograd.notRecording()) {
      Call bare = new Call(node, call.taylor().ofOrder(0), operands);
      return ((Jet) Operators.of(node).apply(bare).get(0)).value();
    }
  }

  private static Value constant(Call call, int operand, NDArray value) {
    return call.isConstant(operand) ? call.operands().get(operand) : Jet.constant(value);
  }

  /**
   * Σ_t of derivatives in the node's results, [m, …]: of a layer's [m, out], of b [m, its size].
   */
  NDArray sums(Call call, NDArray derivatives) {
    if (kind.isShift()) {
      return shifts(call, derivatives);
    }
    NDArray results = unfolding().results(call, derivatives); // [m, G, T, out]
    long rows = results.getShape().get(0);
    NDArray sums =
        results.getShape().get(2) == 1 ? results : Torch.sum(results, new long[] {2}, false);
    return Torch.reshape(sums, rows, sums.getShape().size() / rows);
  }

  /** Summed over all axes but the first along which the operand is repeated. */
  private NDArray overPositions(Call call, NDArray derivatives) {
    Shape shape = derivatives.getShape();
    Shape own = call.jet(operand).shape();
    boolean channels = kind == Kind.CHANNEL_SHIFT || kind == Kind.CHANNEL_SCALE;
    int lead = shape.dimension() - own.dimension();
    long[] repeated =
        LongStream.range(1, shape.dimension())
            .filter(
                axis ->
                    channels
                        ? axis > 1
                        : axis < lead || own.get((int) axis - lead) < shape.get((int) axis))
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
