package io.alphascope.curvature.quantity;

import java.util.Locale;

/** What an observation says about its step: the first that applies. */
public enum Status {
  /** A parameter, the loss before, the slope or the curvature is NaN or infinite. */
  NON_FINITE,
  /** d = 0. */
  ZERO_STEP,
  /** dᵀBd ≤ 0: the parabola has no minimum. */
  NON_POSITIVE_CURVATURE,
  /** dᵀg ≥ 0: the parabola's minimum lies behind, α* ≤ 0. */
  ASCENT,
  /** α* > 0. */
  OK;

  static Status of(double stepNorm, double lossBefore, double slope, double curvature) {
    if (!Double.isFinite(stepNorm + lossBefore + slope + curvature)) {
      return NON_FINITE;
    }
    if (stepNorm == 0) {
      return ZERO_STEP;
    }
    if (curvature <= 0) {
      return NON_POSITIVE_CURVATURE;
    }
    return slope >= 0 ? ASCENT : OK;
  }

  /** Whether the parabola has a minimum. */
  boolean hasAlphaStar() {
    return this == OK || this == ASCENT;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
