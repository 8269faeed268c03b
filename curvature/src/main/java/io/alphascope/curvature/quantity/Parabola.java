package io.alphascope.curvature.quantity;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The parabola φ(0) + α S + α²/2 K along the step from its samples' terms: S = s Σᵢ aᵢ and, where
 * the curvature is such a sum, K = s Σᵢ kᵢ; n samples, s the factor of the loss's reduction.
 *
 * <p>Standard errors hold d fixed and take the samples as independent. With sd the sample standard
 * deviation (n − 1), that of s Σᵢ xᵢ is s √n sd(x); that of α* = −S/K is, to first order (delta
 * method, the covariance of aᵢ and kᵢ included), that of S + α* K over K.
 *
 * @param slopes aᵢ, [n]; not copied
 * @param scale s
 * @param curvature K = dᵀBd
 * @param curvatures kᵢ, [n], not copied; empty if K is not a sum over samples
 */
record Parabola(double[] slopes, double scale, double curvature, Optional<double[]> curvatures) {

  /** S = dᵀg. */
  double slope() {
    return scale * sum(slopes);
  }

  /** α* = −S/K; meaningful where K > 0. */
  double alphaStar() {
    return -slope() / curvature;
  }

  /** φ(0) − φ(α) by the parabola. */
  double decrease(double alpha) {
    return -alpha * (slope() + 0.5 * alpha * curvature);
  }

  OptionalDouble slopeStandardError() {
    return standardError(slopes);
  }

  OptionalDouble curvatureStandardError() {
    return curvatures.map(this::standardError).orElse(OptionalDouble.empty());
  }

  OptionalDouble alphaStarStandardError() {
    if (curvatures.isEmpty()) {
      return OptionalDouble.empty();
    }
    double alphaStar = alphaStar();
    double[] slopesThere = new double[slopes.length];
    for (int i = 0; i < slopes.length; i++) {
      slopesThere[i] = slopes[i] + alphaStar * curvatures.get()[i];
    }
    OptionalDouble error = standardError(slopesThere);
    return error.isPresent() ? OptionalDouble.of(error.getAsDouble() / curvature) : error;
  }

  private OptionalDouble standardError(double[] terms) {
    int n = terms.length;
    if (n == 1) {
      return OptionalDouble.empty();
    }
    double mean = sum(terms) / n;
    double squares = 0;
    for (double term : terms) {
      squares += (term - mean) * (term - mean);
    }
    return OptionalDouble.of(scale * Math.sqrt(n * squares / (n - 1)));
  }

  private static double sum(double[] terms) {
    double sum = 0;
    for (double term : terms) {
      sum += term;
    }
    return sum;
  }
}
