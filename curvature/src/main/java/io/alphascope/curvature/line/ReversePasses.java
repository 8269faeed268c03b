package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.network.ParameterTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

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

  private double[] gathered; // null: there was no pass for Hd
  private List<Bends.Bend> positive; // null: there was no pass for them

  ReversePasses(LossCurve loss) {
    this.loss = loss;
  }

  /** Sets the moving tensors' entries of g. */
  public void gradient(ParameterVector g) {
    pass(false, loss.terms().gradient(), null, g);
  }

  /**
   * Sets the moving tensors' entries of s Σᵢ Jᵢᵀ uᵢ, Jᵢ the Jacobian of sample i's outputs; Gd for
   * uᵢ = Hᵢ żᵢ.
   */
  public void vectorJacobianProduct(Outputs u, ParameterVector product) {
    pass(false, u, null, product);
  }

  /** Sets the moving tensors' entries of Hd. */
  public void hessianProduct(ParameterVector product) {
    // One pass for both sums. ż alone may hang on no leaf: in a single layer it is x ẇᵀ + ḃ.
    pass(true, loss.curved(), loss.terms().gradient(), product);
  }

  /**
   * Σ (f″ ⊙ δ)₊ ẋ² over the elements of activations y = f(x) of sample i, δ = ∂ℓᵢ/∂y: what {@link
   * #positiveProduct} adds to dᵀGd, [n], not yet reduced. The sweep was to find out how activations
   * bend.
   */
  public double[] residuals() {
    double[] sums = new double[loss.slopes().length];
    for (Bends.Bend bend : residualFactors()) {
      try (NDScope scope = new NDScope()) {
        NDArray squares = bend.x().first().square().mul(bend.bend());
        double[] rows = Torch.doubles(squares);
        for (int k = 0; k < rows.length; k++) {
          sums[(int) ((long) k * sums.length / rows.length)] += rows[k] / loss.terms().scale();
        }
      }
    }
    return sums;
  }

  /**
   * Sets the moving tensors' entries of Gd + Σ J_xᵀ ((f″ ⊙ δ)₊ ⊙ ẋ), the sum over activations y =
   * f(x), J_x the Jacobian of x in the parameters.
   */
  public void positiveProduct(ParameterVector product) {
    List<Bends.Bend> residuals = residualFactors();
    if (loss.outputs().jet().first() != null) {
      back(false, loss.curved(), null);
      for (Bends.Bend bend : residuals) {
        try (NDScope scope = new NDScope()) {
          Autograd.backward(bend.x().value(), bend.x().first().mul(bend.bend()), true);
        }
      }
      gradients.forEach(product::set);
    }
    loss.outputs().line().passed(PassCost.reverse(false));
  }

  /** Each activation with (f″ ⊙ δ)₊ in place of f″, reduced as the loss is. */
  private List<Bends.Bend> residualFactors() {
    if (positive == null) {
      List<Bends.Bend> bends = loss.outputs().bends().all();
      bends.forEach(bend -> Autograd.zeroGradient(bend.leaf()));
      if (!bends.isEmpty()) {
        back(false, loss.terms().gradient(), null);
      }
      loss.outputs().line().passed(PassCost.reverse(false));
      positive = bends.stream().map(this::positive).toList();
    }
    return positive;
  }

  private Bends.Bend positive(Bends.Bend bend) {
    try (NDScope scope = new NDScope();
        NDArray derivative = Autograd.gradient(bend.leaf())) {
      NDArray factor = Torch.relu(bend.bend().mul(derivative));
      return new Bends.Bend(bend.x(), Torch.keep(factor, loss.outputs().manager()), bend.leaf());
    }
  }

  /**
   * ∇ℓᵢᵀ ½z̈ᵢ as far as the sweep has left it to the pass for Hd; zeros if it has left nothing.
   *
   * @param terms how many, n; 1 where the loss is of the whole batch
   */
  double[] gathered(int terms) {
    NDArray shift = loss.outputs().shift();
    if (shift == null || loss.outputs().jet().first() == null) {
      return new double[terms];
    }
    if (gathered == null) {
      hessianProduct(ParameterVector.zero(loss.outputs().line(), false));
    }
    double[] unscaled = gathered.clone();
    for (int i = 0; i < unscaled.length; i++) {
      unscaled[i] /= loss.terms().scale();
    }
    return terms == unscaled.length ? unscaled : new double[] {DoubleStream.of(unscaled).sum()};
  }

  /**
   * Passes back over z, or over z and ż.
   *
   * @param ofTangents of ż; null: it is left out
   */
  private void pass(
      boolean tangents, Outputs ofOutputs, Outputs ofTangents, ParameterVector vector) {
    if (loss.outputs().jet().first() != null) { // else the outputs do not depend on d
      back(tangents, ofOutputs, ofTangents);
      gradients.forEach(vector::set);
    }
    loss.outputs().line().passed(PassCost.reverse(tangents));
  }

  private void back(boolean tangents, Outputs ofOutputs, Outputs ofTangents) {
    Jet outputs = loss.outputs().jet();
    if (!gradients.isEmpty()) {
      loss.outputs().leaves().values().forEach(Autograd::zeroGradient);
    }
    try (NDScope scope = new NDScope()) {
      NDArray seeded = outputs.value();
      NDArray seed = seed(ofOutputs);
      if (tangents) {
        try (Autograd recording = Autograd.recording()) {
          seeded = flat(outputs.value()).concat(flat(outputs.first()), 0);
        }
        seed = flat(seed).concat(flat(seed(ofTangents)), 0);
      }
      // The graph is kept for the next pass, and freed with the arrays.
      Autograd.backward(seeded, seed, true);
    }
    NDArray shift = loss.outputs().shift();
    if (tangents && shift != null && gathered == null) {
      try (NDArray left = Autograd.gradient(shift)) {
        gathered = Torch.doubles(left);
      }
    }
    if (gradients.isEmpty()) {
      loss.outputs()
          .leaves()
          .forEach((tensor, leaf) -> gradients.put(tensor, Autograd.gradient(leaf)));
    }
  }

  private NDArray seed(Outputs unscaled) {
    return unscaled.times(
        loss.terms().scale(), loss.outputs().manager(), loss.outputs().jet().value().getDataType());
  }

  private static NDArray flat(NDArray array) {
    return Torch.reshape(array, -1);
  }
}
