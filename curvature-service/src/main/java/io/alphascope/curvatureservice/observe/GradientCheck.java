package io.alphascope.curvatureservice.observe;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.Observation;

/**
 * Compares dᵀg with the publisher's g to dᵀg with ours. If they differ, the publisher's data and
 * the network it declared disagree, and so does everything that is observed.
 */
final class GradientCheck {

  private static final double FLOAT32_TOLERANCE = 1e-3;
  private static final double FLOAT64_TOLERANCE = 1e-6;

  /**
   * Where d is nearly orthogonal to g, rounding alone is large against dᵀg; it is small against
   * ‖d‖‖g‖.
   */
  private static final double ROUNDING = 1e-2;

  private GradientCheck() {}

  /** Whether the two disagree; they do not where either is absent or not finite. */
  static boolean disagrees(Observation observation, DataType type) {
    double ours = observation.slope().orElse(Double.NaN);
    double published = observation.slopePublished().orElse(Double.NaN);
    if (!Double.isFinite(ours) || !Double.isFinite(published)) {
      return false;
    }
    double tolerance = type == DataType.FLOAT32 ? FLOAT32_TOLERANCE : FLOAT64_TOLERANCE;
    double difference = Math.abs(ours - published);
    double norms = observation.stepNorm().orElse(0) * observation.gradientNorm().orElse(0);
    return difference > tolerance * Math.max(Math.abs(ours), Math.abs(published))
        && difference > ROUNDING * tolerance * norms;
  }
}
