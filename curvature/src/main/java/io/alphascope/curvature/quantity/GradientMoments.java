package io.alphascope.curvature.quantity;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How much the gradients of a batch's samples differ. With uᵢ = s ∇ℓᵢ, s the factor of the loss's
 * reduction, g = Σᵢ uᵢ; n uᵢ is a sample's own gradient, and g the mean of these. Definitions are
 * those of Cockpit (Schneider, Dangel and Hennig 2021), which has them for a mean.
 */
public final class GradientMoments {

  /** Cockpit's, in denominators that may be zero. */
  private static final double SMALL_VARIANCE = 1e-5;

  private static final double SMALL_CURVATURE = 1e-7;

  private final double[] gradient;
  private final double[] squares;
  private final double[] norms;
  private final double[] projections;
  private final double gradientSquare; // ‖g‖²

  /**
   * @param gradient g, [P]; not copied, as the others
   * @param squares Σᵢ uᵢ², element by element, [P]
   * @param norms ‖uᵢ‖², [n]
   * @param projections uᵢᵀg, [n]
   */
  public GradientMoments(
      double[] gradient, double[] squares, double[] norms, double[] projections) {
    this.gradient = gradient;
    this.squares = squares;
    this.norms = norms;
    this.projections = projections;
    double sum = 0;
    for (double value : gradient) {
      sum += value * value;
    }
    this.gradientSquare = sum;
  }

  private double n() {
    return norms.length;
  }

  /** Σᵢ ‖uᵢ‖². */
  double sumSquares() {
    return Arrays.stream(norms).sum();
  }

  /** Σ over the parameters of the population variance of uᵢ over the samples. */
  double variance() {
    return Math.max(0, sumSquares() / n() - gradientSquare / (n() * n()));
  }

  /** Mean of ‖uᵢ‖. */
  double meanNorm() {
    return Arrays.stream(norms).map(Math::sqrt).sum() / n();
  }

  /** Largest ‖uᵢ‖. */
  double largestNorm() {
    return Math.sqrt(Arrays.stream(norms).max().orElse(0));
  }

  /** Mean over the parameters of g² ÷ (variance of n uᵢ + 1e-5) (Liu et al. 2020, equation 1). */
  double meanGsnr() {
    double sum = 0;
    for (int k = 0; k < gradient.length; k++) {
      double square = gradient[k] * gradient[k];
      sum += square / (n() * squares[k] - square + SMALL_VARIANCE);
    }
    return sum / gradient.length;
  }

  /** Σ over the parameters of the sample variance (n − 1) of n uᵢ. */
  private double sampleVariance() {
    return (n() * n() * sumSquares() - n() * gradientSquare) / (n() - 1);
  }

  /**
   * The least θ for which the norm test passes: √(tr Cov / n) ÷ ‖g‖ (Byrd, Chin, Nocedal and Wu
   * 2012, equation 3.9). Not of one sample, as the next three.
   */
  OptionalDouble normTest() {
    return ofSeveral(Math.sqrt(sampleVariance() / n() / gradientSquare));
  }

  /**
   * The least θ for which the inner-product test passes (Bollapragada, Byrd and Nocedal 2018,
   * equation 2.6).
   */
  OptionalDouble innerProductTest() {
    double square = gradientSquare;
    double variance = (projectionSquares() - n() * square * square) / (n() - 1);
    return ofSeveral(Math.sqrt(Math.max(0, variance) / n()) / square);
  }

  /** The least ν for which the orthogonality test passes (the same, equation 3.3). */
  OptionalDouble orthogonalityTest() {
    double square = gradientSquare;
    double variance = (n() * n() * sumSquares() - projectionSquares() / square) / (n() - 1);
    return ofSeveral(Math.sqrt(Math.max(0, variance) / n() / square));
  }

  /** Σᵢ (n uᵢᵀg)². */
  private double projectionSquares() {
    return n() * n() * Arrays.stream(projections).map(value -> value * value).sum();
  }

  /**
   * 1 − n · mean of g² ÷ (sample variance + 1e-5): above 0, stop (Mahsereci, Balles, Lassner and
   * Hennig 2017, equation 7).
   */
  OptionalDouble earlyStopping() {
    double sum = 0;
    for (int k = 0; k < gradient.length; k++) {
      double square = gradient[k] * gradient[k];
      double variance = (n() * n() * squares[k] - n() * square) / (n() - 1);
      sum += square / (variance + SMALL_VARIANCE);
    }
    return ofSeveral(1 - n() * sum / gradient.length);
  }

  /**
   * The batch size η tr Cov ÷ L that CABS suggests (Balles, Romero and Hennig 2017, equation 22).
   *
   * @param rate η
   * @param loss L
   */
  double cabs(double rate, double loss) {
    return rate * (n() * n() * sumSquares() - n() * gradientSquare) / (n() * loss);
  }

  /** n Σᵢ ‖uᵢ‖² ÷ tr B (Thomas et al. 2020, section 4). */
  double ticTrace(double[] diagonal) {
    return n() * sumSquares() / (Arrays.stream(diagonal).sum() + SMALL_CURVATURE);
  }

  /** Σ over the parameters of n Σᵢ uᵢ² ÷ B's diagonal (the same). */
  double ticDiagonal(double[] diagonal) {
    double sum = 0;
    for (int k = 0; k < diagonal.length; k++) {
      sum += n() * squares[k] / (diagonal[k] + SMALL_CURVATURE);
    }
    return sum;
  }

  private OptionalDouble ofSeveral(double value) {
    return norms.length == 1 ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
