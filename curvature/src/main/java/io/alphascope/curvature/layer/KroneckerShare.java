package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.operator.Call;

/**
 * What one parameter on one chunk adds to B ⊗ A, as far as dᵀ(B ⊗ A)d and (B ⊗ A)d need it: A never
 * has to be formed. D is d in the parameter, as [out, in]; of a bias, [out, 1], with A = 1.
 *
 * <pre>
 *   B = Σ_{i,c} s_ic s_icᵀ,  s_ic = Σ_t δ_ict        A = (1/n) Σ_{i,t} x_it x_itᵀ
 *   dᵀ(B ⊗ A)d = ⟨B, M⟩/n,  M = Σ (D x_it)(D x_it)ᵀ        (B ⊗ A)d = B V/n,  V = Σ (D x_it) x_itᵀ
 * </pre>
 *
 * @param out rows of B
 * @param in rows of A; 1 of a bias
 * @param factor B, [out, out], not yet reduced as the loss is; null: not known yet
 * @param moved M, [out, out]; of a bias n D Dᵀ
 * @param movedBack V, [out, in]; of a bias n D; null: not wanted
 * @param moments n A, [in, in]; null: not wanted, or of a bias
 * @param transposed whether the parameter holds [in, out]
 */
public record KroneckerShare(
    int out,
    int in,
    double[] factor,
    double[] moved,
    double[] movedBack,
    double[] moments,
    boolean transposed) {

  /** A matrix [out, in] in the parameter's order. */
  public NDArray asHeld(NDArray matrix) {
    return transposed ? Torch.permute(matrix, 1, 0).duplicate() : matrix;
  }

  /** The same of more samples. */
  public KroneckerShare plus(KroneckerShare other) {
    return new KroneckerShare(
        out,
        in,
        sum(factor, other.factor),
        sum(moved, other.moved),
        sum(movedBack, other.movedBack),
        sum(moments, other.moments),
        transposed);
  }

  private static double[] sum(double[] a, double[] b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    double[] sum = a.clone();
    for (int k = 0; k < sum.length; k++) {
      sum[k] += b[k];
    }
    return sum;
  }

  /**
   * Without B yet.
   *
   * @param direction d in the parameter
   * @param wanted whether V and A are
   */
  static KroneckerShare ofInputs(
      ParameterUse use, LayerSweep sweep, NDArray direction, Wanted wanted) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      if (use.kind() != ParameterUse.Kind.WEIGHT) {
        double samples = sweep.layers().get(use.node()).shape().get(0);
        NDArray d = Torch.reshape(direction, -1, 1);
        return new KroneckerShare(
            Math.toIntExact(use.tensor().size()),
            1,
            null,
            times(samples, Torch.matmul(d, Torch.permute(d, 1, 0))),
            wanted.products() ? times(samples, d) : null,
            null,
            false);
      }
      NDArray inputs = sweep.inputs(use); // [n, 1, T, in]
      long in = inputs.getShape().get(3);
      long out = use.tensor().size() / in;
      NDArray x = Torch.reshape(inputs, -1, in);
      NDArray d = Torch.reshape(use.asProducts(direction, inputs), out, in);
      NDArray moved = Torch.linear(x, d, null); // [n T, out]
      return new KroneckerShare(
          Math.toIntExact(out),
          Math.toIntExact(in),
          null,
          gram(moved),
          wanted.products() ? Torch.doubles(Torch.matmul(Torch.permute(moved, 1, 0), x)) : null,
          wanted.factors() ? gram(x) : null,
          use.transposed());
    }
  }

  /**
   * With B from columns.
   *
   * @param columns derivatives in the node's results, [C, n, …]
   */
  KroneckerShare with(ParameterUse use, LayerSweep sweep, NDArray columns) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Call call = sweep.layers().get(use.node()).call();
      return with(gram(use.sums(call, LayerSweep.flat(columns))));
    }
  }

  /** With B given. */
  KroneckerShare with(double[] b) {
    return new KroneckerShare(out, in, b, moved, movedBack, moments, transposed);
  }

  /** Σ of the rows' outer products. */
  private static double[] gram(NDArray rows) {
    return Torch.doubles(Torch.matmul(Torch.permute(rows, 1, 0), rows));
  }

  private static double[] times(double factor, NDArray array) {
    double[] values = Torch.doubles(array);
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
    return values;
  }
}
