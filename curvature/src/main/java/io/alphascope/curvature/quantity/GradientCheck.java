package io.alphascope.curvature.quantity;

import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Compares dᵀg with the publisher's g to dᵀg with ours. If they differ, the publisher's data and
 * the network it declared disagree, and so does everything that is observed.
 */
public final class GradientCheck {

  private static final double FLOAT32_TOLERANCE = 1e-3;
  private static final double FLOAT64_TOLERANCE = 1e-6;

  /**
   * Where d is nearly orthogonal to g, rounding alone is large against dᵀg; it is small against
   * ‖d‖‖g‖.
   */
  private static final double ROUNDING = 1e-2;

  private GradientCheck() {}

  /** Whether the two disagree; empty where there is none of the one or no number of the other. */
  public static Optional<Boolean> disagrees(Observation observation, DataType type) {
    double ours = observation.value(Quantity.SLOPE).orElse(Double.NaN);
    OptionalDouble theirs = observation.value(Quantity.SLOPE_PUBLISHED);
    if (theirs.isEmpty() || !Double.isFinite(ours)) {
      return Optional.empty();
    }
    double published = theirs.getAsDouble();
    if (!Double.isFinite(published)) {
      return Optional.of(true);
    }
    double tolerance = type == DataType.FLOAT32 ? FLOAT32_TOLERANCE : FLOAT64_TOLERANCE;
    double difference = Math.abs(ours - published);
    double norms =
        observation.value(Quantity.STEP_NORM).orElse(0)
            * observation.value(Quantity.GRADIENT_NORM).orElse(0);
    return Optional.of(
        difference > tolerance * Math.max(Math.abs(ours), Math.abs(published))
            && difference > ROUNDING * tolerance * norms);
  }
}
