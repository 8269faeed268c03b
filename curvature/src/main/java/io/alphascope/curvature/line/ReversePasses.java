package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.network.ParameterTensor;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** What the leaves hold, live, from the first pass on. */
  private final Map<ParameterTensor, NDArray> gradients = new LinkedHashMap<>();

  ReversePasses(LossCurve loss) {
    this.loss = loss;
  }

  /** Sets the moving tensors' entries of g. */
  public void gradient(ParameterVector g) {
    pass(loss.outputs().jet().value(), seed(loss.terms().gradient()), g);
  }

  /** Sets the moving tensors' entries of Gd. */
  public void ggnProduct(ParameterVector product) {
    pass(loss.outputs().jet().value(), seed(loss.curved()), product);
  }

  /** Sets the moving tensors' entries of Hd. */
  public void hessianProduct(ParameterVector product) {
    // One pass for both sums. ż alone may hang on no leaf: in a single layer it is x ẇᵀ + ḃ.
    NDArray both;
    try (Autograd recording = Autograd.recording()) {
      both = loss.outputs().jet().value().concat(loss.outputs().jet().first(), 0);
    }
    pass(both, seed(loss.curved()).concat(seed(loss.terms().gradient()), 0), product);
  }

  private NDArray seed(Outputs unscaled) {
    NDArray outputs = loss.outputs().jet().value();
    NDManager manager = outputs.getManager();
    return unscaled.times(loss.terms().scale(), manager, outputs.getDataType());
  }

  private void pass(NDArray output, NDArray seed, ParameterVector vector) {
    if (!gradients.isEmpty()) {
      loss.outputs().leaves().values().forEach(Autograd::zeroGradient);
    }
    // The graph is kept for the next pass, and freed with the arrays.
    Autograd.backward(output, seed, true);
    if (gradients.isEmpty()) {
      loss.outputs()
          .leaves()
          .forEach((tensor, leaf) -> gradients.put(tensor, Autograd.gradient(leaf)));
    }
    gradients.forEach(vector::set);
  }
}
