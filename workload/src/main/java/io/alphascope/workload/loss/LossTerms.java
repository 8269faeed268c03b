package io.alphascope.workload.loss;

import ai.djl.ndarray.types.Shape;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

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

  /** How many columns Sᵢ has, a square root of the Hessian: Sᵢ Sᵢᵀ = H_ℓᵢ; the same for all. */
  public int rootColumns() {
    return gradient.width();
  }

  /**
   * A column of every sample's Sᵢ, of the outputs' shape.
   *
   * @param column from 0
   */
  public abstract Outputs rootColumn(int column);

  /**
   * ∇ℓᵢ at targets that are drawn from the distribution which the outputs are the parameters of, of
   * the outputs' shape: of mean 0 and covariance H_ℓᵢ (Kunstner, Balles and Hennig 2019, equation
   * 5). Softmax and sigmoid for the cross entropies; for the squared error the Gaussian of variance
   * ½.
   *
   * @param randoms of a sample, by its number in this part of the batch
   */
  public abstract Outputs drawnGradient(IntFunction<Random> randoms);

  /**
   * By sample, a radius ρ such that the Taylor series of ℓᵢ(z + α v) in α certainly converges for
   * |α| < ρ, [n]: of the cross entropy, π ÷ (max_c v_c − min_c v_c), at the position where that is
   * least (arXiv 2603.13552). Null: none is known for this loss.
   *
   * @param tangents v
   */
  public double[] convergenceRadii(Outputs tangents) {
    return null;
  }

  /** A value for each output of a sample, drawn sample after sample. */
  static Outputs drawn(Shape shape, IntFunction<Random> randoms, DrawnValue draw) {
    double[] values = new double[Math.toIntExact(shape.size())];
    Outputs drawn = new Outputs(values, shape);
    int width = drawn.width();
    for (int i = 0; i < drawn.samples(); i++) {
      Random random = randoms.apply(i);
      for (int c = i * width; c < (i + 1) * width; c++) {
        values[c] = draw.at(c, random);
      }
    }
    return drawn;
  }

  /** A random number for an output. */
  @FunctionalInterface
  interface DrawnValue {

    /**
     * @param output its place among all outputs
     */
    double at(int output, Random random);
  }

  /** Zero but for one output of each sample. */
  public static Outputs oneOutput(Shape shape, int output, IntToDoubleFunction value) {
    double[] values = new double[Math.toIntExact(shape.size())];
    Outputs column = new Outputs(values, shape);
    for (int at = output; at < values.length; at += column.width()) {
      values[at] = value.applyAsDouble(at);
    }
    return column;
  }

  /** aᵢᵀ bᵢ, [n]. */
  public static double[] dots(Outputs a, Outputs b) {
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
