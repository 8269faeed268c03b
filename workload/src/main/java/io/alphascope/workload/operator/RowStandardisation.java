package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;

/**
 * {@link Standardisation} of the rows of a matrix, in few passes over it: y comes from PyTorch's
 * own operation, which keeps r = (variance + ε)^−½ to itself. With q = mean(x y) = r variance it
 * follows from ε r² + q r = 1, and as mean(y) = 0 the derivatives need not be centred before they
 * meet y. With m = mean(x₁ y) r and u = (x₁ − mean(x₁)) r:
 *
 * <pre>
 *   r = 2 / (q + √(q² + 4 ε))
 *   y₁ = r x₁ − m y − r mean(x₁)
 *   y₂ = r x₂ − m u − (r mean(x₂ y) − ³⁄₂ m² + ½ mean(u²)) y − r mean(x₂)
 * </pre>
 */
final class RowStandardisation {
  private final Taylor taylor;
  private final Shape row;
  private final double epsilon;
  private final NDArray share;

  /**
   * @param length of a row
   */
  RowStandardisation(Taylor taylor, long length, double epsilon) {
    this.taylor = taylor;
    this.row = new Shape(length);
    this.epsilon = epsilon;
    share = taylor.scalar(1.0 / length);
  }

  Jet apply(Jet x) {
    NDArray ones = Torch.broadcast(taylor.scalar(1), row);
    NDArray zeros = Torch.broadcast(taylor.scalar(0), row);
    NDArray y = Torch.normalise(x.value(), 1, ones, zeros, epsilon);
    if (x.isConstant()) {
      return Jet.constant(y);
    }
    NDArray q = mean(x.value(), y);
    NDArray root = q.square().add(taylor.scalar(4 * epsilon)).sqrt();
    NDArray r = taylor.scalar(2).div(q.add(root));
    NDArray m = Taylor.apply(x.first(), a -> mean(a, y).mul(r));
    return new Jet(
        y,
        Taylor.apply(x.first(), a -> scaled(a, r).subi(y.mul(m))),
        taylor.second(() -> second(x, y, r, m)));
  }

  /**
   * @param m null where x₁ is zero
   */
  private NDArray second(Jet x, NDArray y, NDArray r, NDArray m) {
    NDArray linear = Taylor.apply(x.second(), a -> scaled(a, r).subi(y.mul(mean(a, y).mul(r))));
    if (m == null) {
      return linear;
    }
    NDArray u = scaled(x.first(), r);
    NDArray along = m.square().mul(taylor.scalar(1.5)).sub(mean(u, u).mul(taylor.scalar(0.5)));
    NDArray bend = y.mul(along).subi(u.muli(m));
    return linear == null ? bend : linear.addi(bend);
  }

  /** r (a − mean(a)), in an array of its own. */
  private NDArray scaled(NDArray a, NDArray r) {
    return a.mul(r).subi(Torch.mean(a, 1, true).mul(r));
  }

  /** The mean of a b, [rows, 1]. */
  private NDArray mean(NDArray a, NDArray b) {
    long length = row.get(0);
    NDArray dots = Torch.matmul(Torch.reshape(a, -1, 1, length), Torch.reshape(b, -1, length, 1));
    return Torch.reshape(dots, -1, 1).mul(share);
  }
}
