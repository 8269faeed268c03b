package io.alphascope.curvature;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The numbers of an observation in the order and under the names ({@link #toString()}) that
 * exports, JSON, SQL and dashboards use.
 */
public enum Quantity {
  ALPHA_STAR(Observation::alphaStar),
  ALPHA_STAR_UNIT(Observation::alphaStarUnit),
  LEARNING_RATE_STAR(Observation::learningRateStar),
  OVERSHOOT(Observation::overshoot),
  SLOPE(Observation::slope),
  CURVATURE_VALUE(Observation::curvatureValue),
  SLOPE_PUBLISHED(Observation::slopePublished),
  LOSS_BEFORE(Observation::lossBefore),
  LOSS_AFTER(Observation::lossAfter),
  LOSS_AT_ALPHA_STAR(Observation::lossAtAlphaStar),
  FIDELITY_AT_STEP(Observation::fidelityAtStep),
  FIDELITY_AT_ALPHA_STAR(Observation::fidelityAtAlphaStar),
  STEP_NORM(Observation::stepNorm),
  GRADIENT_NORM(Observation::gradientNorm),
  CURVATURE_PRODUCT_NORM(Observation::curvatureProductNorm),
  COSINE_STEP_GRADIENT(Observation::cosineStepGradient),
  COSINE_STEP_PRODUCT(Observation::cosineStepProduct),
  SLOPE_STANDARD_ERROR(Observation::slopeStandardError),
  CURVATURE_STANDARD_ERROR(Observation::curvatureStandardError),
  ALPHA_STAR_STANDARD_ERROR(Observation::alphaStarStandardError);

  private final Function<Observation, OptionalDouble> of;

  Quantity(Function<Observation, OptionalDouble> of) {
    this.of = of;
  }

  /** This number of an observation; empty if it does not exist there. */
  public OptionalDouble of(Observation observation) {
    return of.apply(observation);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
