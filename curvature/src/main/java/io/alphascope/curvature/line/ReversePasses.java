package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.loss.Outputs;

/**
 * Vectors over the moving parameters from one recorded sweep, a plain reverse pass each and nothing
 * differentiated twice. z, ż: outputs and tangents with their graphs; p = s ∇ℓ, u = s H_ℓ ż:
 * constants; s: the loss's reduction.
 *
 * <pre>
 *   g = ∇⟨z, p⟩     Gd = ∇⟨z, u⟩     Hd = ∇φ′(0) = ∇⟨∇L(z), ż⟩ = ∇(⟨z, u⟩ + ⟨ż, p⟩)
 * </pre>
 *
 * After Pearlmutter (1994) and Schraudolph (2002).
 */
public final class ReversePasses {
  private final LossCurve loss;
  private final OutputCurve curve;

  /**
   * @param loss along a curve whose sweep was recorded
   */
  public ReversePasses(LossCurve loss) {
    this.loss = loss;
    this.curve = loss.outputs();
  }

  /** Sets the moving tensors' entries of g. */
  public void gradient(ParameterVector g) {
    pass(curve.jet().value(), seed(loss.terms().gradient()), g);
  }

  /** Sets the moving tensors' entries of Gd. */
  public void ggnProduct(ParameterVector product) {
    pass(curve.jet().value(), seed(loss.curved()), product);
  }

  /** Sets the moving tensors' entries of Hd. */
  public void hessianProduct(ParameterVector product) {
    // One pass for both sums. ż alone may hang on no leaf: in a single layer it is x ẇᵀ + ḃ.
    NDArray both;
    try (Autograd recording = Autograd.recording()) {
      both = curve.jet().value().concat(curve.jet().first(), 0);
    }
    pass(both, seed(loss.curved()).concat(seed(loss.terms().gradient()), 0), product);
  }

  private NDArray seed(Outputs unscaled) {
    NDArray outputs = curve.jet().value();
    NDManager manager = outputs.getManager();
    return unscaled.times(loss.terms().scale(), manager, outputs.getDataType());
  }

  private void pass(NDArray output, NDArray seed, ParameterVector vector) {
    // The graph is kept for the next pass, and freed with the arrays.
    Autograd.backward(output, seed, true);
    curve
        .leaves()
        .forEach(
            (tensor, leaf) -> {
              vector.set(tensor, Autograd.gradient(leaf));
              Autograd.zeroGradient(leaf);
            });
  }
}
