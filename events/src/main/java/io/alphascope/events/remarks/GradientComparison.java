package io.alphascope.events.remarks;

import java.util.OptionalDouble;

/**
 * The gradient that a step was published with beside the one measured with the declared network,
 * loss and data, on the step's own batch.
 *
 * @param published dᵀg with the published gradient
 * @param measured dᵀg
 * @param publishedNorm ‖g‖ of the published gradient; NaN if unknown
 * @param measuredNorm ‖g‖; absent if not computed
 * @param otherReduction {@link Workload#otherReduction}
 */
public record GradientComparison(
    double published,
    double measured,
    double publishedNorm,
    OptionalDouble measuredNorm,
    double otherReduction) {

  /** Published ÷ measured; not finite where there is no such number. */
  double ratio() {
    return published / measured;
  }

  /**
   * Whether the one is a multiple of the other, as far as can be told: as many times as long as it
   * is steep along the step. Unknown: true.
   */
  boolean mayBeMultiple() {
    if (measuredNorm.isEmpty()) {
      return true;
    }
    double lengths = publishedNorm / measuredNorm.getAsDouble();
    double tolerance = 2e-3 * Math.min(1, Math.abs(ratio() - 1));
    return Math.abs(Math.abs(ratio()) / lengths - 1) <= tolerance;
  }
}
