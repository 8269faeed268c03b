package io.alphascope.workload.loss;

/**
 * A loss at given outputs, sample by sample and not yet reduced: L = s Σᵢ ℓᵢ. n samples; of a graph
 * whose one number is the loss of the whole batch, that one.
 *
 * <p>Every number is right to rounding of its own terms, however certain the network is: what adds
 * up to nearly 1 or nearly 0 is not subtracted from it.
 *
 * <p>Directions v hold as many values as the outputs, in their order.
 */
public abstract class LossTerms {
  private final double[] values;
  private final Outputs gradient;
  private final double scale;

  LossTerms(double[] values, Outputs gradient, double scale) {
    this.values = values;
    this.gradient = gradient;
    this.scale = scale;
  }

  /** ℓᵢ, [n]; not a copy. */
  public final double[] values() {
    return values;
  }

  /**
   * ∇ℓᵢ with respect to sample i's outputs, of the outputs' shape; times {@link #scale()} it is
   * ∂L/∂z.
   */
  public final Outputs gradient() {
    return gradient;
  }

  /** The factor s of the reduction. */
  public final double scale() {
    return scale;
  }

  /** L. */
  public final double total() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return scale * sum;
  }

  /** ∇ℓᵢᵀ vᵢ, [n]. */
  public abstract double[] slopes(Outputs directions);

  /**
   * H_ℓᵢ vᵢ for every sample, H_ℓᵢ the Hessian of ℓᵢ with respect to its outputs; of the outputs'
   * shape.
   */
  public abstract Outputs hessianTimes(Outputs directions);

  /** vᵢᵀ H_ℓᵢ vᵢ, [n]. */
  public abstract double[] curvatures(Outputs directions);

  /** aᵢᵀ bᵢ, [n]. */
  static double[] dots(Outputs a, Outputs b) {
    double[] left = a.values();
    double[] right = b.values();
    int width = a.width();
    double[] dots = new double[a.samples()];
    for (int i = 0; i < dots.length; i++) {
      double sum = 0;
      for (int c = i * width; c < (i + 1) * width; c++) {
        sum += left[c] * right[c];
      }
      dots[i] = sum;
    }
    return dots;
  }
}
