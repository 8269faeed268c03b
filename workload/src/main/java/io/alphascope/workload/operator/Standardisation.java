package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;

/**
 * Mean 0 and variance 1 over some axes: y = c r, c = x − mean(x), r = (mean(c²) + ε)^−½.
 *
 * <p>With u = (x₁ − mean(x₁)) r, v = (x₂ − mean(x₂)) r and m = mean(u y):
 *
 * <pre>
 *   y₁ = u − m y
 *   y₂ = v − mean(v y) y + (³⁄₂ m² − ½ mean(u²)) y − m u
 * </pre>
 */
final class Standardisation {
  private final Taylor taylor;
  private final long[] axes;
  private final boolean centred;
  private final NDArray share;

  private Standardisation(Taylor taylor, Jet x, long[] axes, boolean centred) {
    this.taylor = taylor;
    this.axes = axes;
    this.centred = centred;
    share = taylor.scalar(1.0 / Reductions.count(x, axes));
  }

  /** Over the axes from {@code first} on: see {@link RowStandardisation}. */
  static Jet trailing(Taylor taylor, Jet x, int first, double epsilon) {
    long length = x.shape().slice(first).size();
    Jet rows = taylor.linear(x, array -> Torch.reshape(array, -1, length));
    Jet y = new RowStandardisation(taylor, length, epsilon).apply(rows);
    return taylor.linear(y, array -> Torch.reshape(array, x.shape().getShape()));
  }

  /**
   * @param centred whether the mean is taken off; else all means above but those with y are 0
   */
  static Jet of(Taylor taylor, Jet x, long[] axes, double epsilon, boolean centred) {
    return new Standardisation(taylor, x, axes, centred).apply(x, epsilon);
  }

  private Jet apply(Jet x, double epsilon) {
    NDArray c = centre(x.value());
    NDArray r = taylor.scalar(1).div(mean(c.square()).add(taylor.scalar(epsilon)).sqrt());
    NDArray y = c.mul(r);
    if (x.isConstant()) {
      return Jet.constant(y);
    }
    NDArray u = Taylor.apply(x.first(), a -> centre(a).mul(r));
    NDArray m = Taylor.apply(u, a -> mean(a.mul(y)));
    return new Jet(
        y,
        Taylor.apply(u, a -> a.sub(m.mul(y))),
        taylor.second(
            () -> {
              NDArray v = Taylor.apply(x.second(), a -> centre(a).mul(r));
              NDArray linear = Taylor.apply(v, a -> a.sub(mean(a.mul(y)).mul(y)));
              return u == null ? linear : Taylor.sum(linear, bend(y, u, m));
            }));
  }

  private NDArray bend(NDArray y, NDArray u, NDArray m) {
    NDArray along =
        m.square().mul(taylor.scalar(1.5)).sub(mean(u.square()).mul(taylor.scalar(0.5)));
    return along.mul(y).sub(m.mul(u));
  }

  private NDArray centre(NDArray a) {
    return centred ? a.sub(mean(a)) : a;
  }

  private NDArray mean(NDArray a) {
    return axes.length == 1
        ? Torch.mean(a, (int) axes[0], true)
        : Torch.sum(a, axes, true).mul(share);
  }
}
