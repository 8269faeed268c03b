package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.graph.Node;
import java.util.Optional;

/**
 * A linear layer as the matrix products that it is made of. Operand 0 is the layer's input, rows
 * are samples; operand 1 its weights W; operand 2, if there is one, is added to every row of the
 * products. At each of T positions of a sample (of a convolution, where its window lies) and in
 * each of G groups:
 *
 * <pre>
 *   y[i, g, t] = W[g] x[i, g, t] + b[g]
 * </pre>
 *
 * So ∂⟨δᵢ, yᵢ⟩/∂W[g] = Σ_t δ[i, g, t] x[i, g, t]ᵀ (Grosse and Martens 2016, section 2.2).
 */
public interface Unfolding {

  /** Operand 0 as x, [n, G, T, in]; of a convolution, in is its unfolded patch. */
  NDArray inputs(Call call);

  /**
   * Arrays like the layer's result as [m, G, T, out].
   *
   * @param results m of them, [m, …] with the shape of one sample's result
   */
  NDArray results(Call call, NDArray results);

  /** Whether operand 1 holds [in, out] instead of W, [G, out, in]. */
  boolean isTransposed(Node node);

  /** Whether operand 1 holds the elements of W in yet another order, see {@link #weights}. */
  default boolean isRearranged() {
    return false;
  }

  /** Operand 1 in the order of W, [G, out, in]; where it is rearranged. */
  default NDArray weights(Call call) {
    return call.jet(1).value();
  }

  /** Why a node is no such layer; empty if it is. */
  Optional<String> refusal(Node node);
}
