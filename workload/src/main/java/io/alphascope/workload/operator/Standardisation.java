package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;

/**
 * Mean 0 and variance 1 over some axes: y = c r, c = x − mean(x), r = (v + ε)^−½, v = mean(c²). Its
 * cost is passes over arrays of the size of x; v and r are small, and so are products of r with
 * numbers that are the same along those axes.
 *
 * @param centred c
 * @param factor r, with axes of length 1 where c is summed
 */
record Standardisation(Jet centred, Jet factor) {

  /**
   * @param axes ascending
   * @param isCentred whether the mean is taken off; else c = x
   */
  static Standardisation of(Taylor taylor, Jet x, long[] axes, double epsilon, boolean isCentred) {
    double share = 1.0 / Reductions.count(x, axes);
    Means means = new Means(axes, taylor.scalar(share), taylor.scalar(-share));
    Jet c = isCentred ? taylor.linear(x, means::centred) : x;
    Jet v =
        new Jet(
            means.ofSquare(c.value()),
            twice(means.ofProduct(c.value(), c.first())),
            taylor.second(
                () ->
                    Taylor.sum(
                        means.ofProduct(c.first(), c.first()),
                        twice(means.ofProduct(c.value(), c.second())))));
    NDArray r = taylor.scalar(1).div(v.value().add(taylor.scalar(epsilon)).sqrt());
    return new Standardisation(
        c,
        taylor.elementwise(
            v,
            r,
            () -> r.square().mul(r).mul(taylor.scalar(-0.5)),
            slope -> slope.mul(r.square()).mul(taylor.scalar(-0.75))));
  }

  private static NDArray twice(NDArray a) {
    return Taylor.sum(a, a);
  }

  /** y. */
  Jet jet(Taylor taylor) {
    return taylor.multiply(centred, factor);
  }

  /** y scale + bias, both the same along the axes. */
  Jet scaled(Taylor taylor, Jet scale, Jet bias) {
    return taylor.multiplyAdd(centred, taylor.multiply(scale, factor), bias);
  }

  /**
   * Means over axes, which stay, with length 1.
   *
   * @param share 1 / the number of elements
   * @param shareOff −1 / the number of elements
   */
  private record Means(long[] axes, NDArray share, NDArray shareOff) {

    /** a − mean(a). The reverse pass of a difference would make an array of its second term. */
    NDArray centred(NDArray a) {
      return a.add(Torch.sum(a, axes, true).mul(shareOff));
    }

    /**
     * The mean of a². Its derivative, 2 a, takes a reverse pass one product, where a a takes two.
     */
    NDArray ofSquare(NDArray a) {
      if (!Autograd.isRecording()) {
        return ofProduct(a, a);
      }
      NDArray square = ofProduct(a, a.stopGradient());
      return square.add(square).subi(square.stopGradient());
    }

    /** The mean of a b; null if one is. */
    NDArray ofProduct(NDArray a, NDArray b) {
      if (a == null || b == null) {
        return null;
      }
      return Torch.sum(a.mul(b), axes, true).mul(share);
    }
  }
}
