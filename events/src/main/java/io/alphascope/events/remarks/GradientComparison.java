package io.alphascope.events.remarks;

import java.util.OptionalDouble;

/**
 * The published gradient of a step, and the gradient measured with the declared network, loss and
 * data on the step's own batch.
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

  /** Published ÷ measured; may be NaN or infinite. */
  double ratio() {
    return published / measured;
  }

  /**
   * Whether one gradient may be a multiple of the other: the ratio of the lengths equals the ratio
   * of the slopes along the step. True if the measured length is unknown.
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
