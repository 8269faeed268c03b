package io.alphascope.curvature.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.engine.Torch;

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
 * @param factor B, [out, out], not yet reduced as the loss is
 * @param moved M, [out, out]; of a bias n D Dᵀ
 * @param movedBack V, [out, in]; of a bias n D
 * @param transposed whether the parameter holds [in, out]
 */
public record KroneckerShare(
    int out, int in, double[] factor, double[] moved, double[] movedBack, boolean transposed) {

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
        transposed);
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int k = 0; k < sum.length; k++) {
      sum[k] += b[k];
    }
    return sum;
  }

  /**
   * @param columns derivatives in the node's results, [C, n, …]
   * @param direction d in the parameter
   */
  static KroneckerShare of(
      ParameterUse use, LayerSweep.Layer layer, NDArray columns, NDArray direction) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray flat = LayerSweep.flat(columns);
      NDArray rows;
      if (use.kind() == ParameterUse.Kind.WEIGHT) {
        NDArray results = use.results(layer.call(), flat); // [C n, 1, T, out]
        long out = results.getShape().get(3);
        rows = Torch.reshape(Torch.sum(results, new long[] {2}, false), -1, out);
      } else {
        rows = use.shifts(layer.call(), flat);
      }
      return ofInputs(use, layer, columns.getShape().get(1), direction).with(gram(rows));
    }
  }

  /**
   * With zeros as B.
   *
   * @param samples n
   */
  static KroneckerShare ofInputs(
      ParameterUse use, LayerSweep.Layer layer, long samples, NDArray direction) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      if (use.kind() != ParameterUse.Kind.WEIGHT) {
        NDArray d = Torch.reshape(direction, -1, 1);
        int out = Math.toIntExact(use.tensor().size());
        return new KroneckerShare(
            out,
            1,
            new double[out * out],
            times(samples, Torch.matmul(d, Torch.permute(d, 1, 0))),
            times(samples, d),
            false);
      }
      NDArray inputs = use.inputs(layer.call()); // [n, 1, T, in]
      NDArray results = use.results(layer.call(), layer.leaf()); // [n, 1, T, out]
      long out = results.getShape().get(3);
      long in = inputs.getShape().get(3);
      NDArray x = Torch.reshape(inputs, -1, in);
      NDArray d = Torch.reshape(use.asProducts(direction, inputs, results), out, in);
      NDArray moved = Torch.linear(x, d, null); // [n T, out]
      return new KroneckerShare(
          Math.toIntExact(out),
          Math.toIntExact(in),
          new double[Math.toIntExact(out * out)],
          gram(moved),
          Torch.doubles(Torch.matmul(Torch.permute(moved, 1, 0), x)),
          use.transposed());
    }
  }

  /** With another B. */
  KroneckerShare with(double[] b) {
    return new KroneckerShare(out, in, b, moved, movedBack, transposed);
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
