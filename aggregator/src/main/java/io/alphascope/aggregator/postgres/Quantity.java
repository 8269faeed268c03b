package io.alphascope.aggregator.postgres;

import io.alphascope.events.CurvatureObserved;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The measured numbers of an observation, in the order of exports. A column, CSV header and JSON
 * field of its {@link #columnName} each.
 */
public enum Quantity {
  ALPHA_STAR(CurvatureObserved::hasAlphaStar, CurvatureObserved::getAlphaStar),
  ALPHA_STAR_UNIT(CurvatureObserved::hasAlphaStarUnit, CurvatureObserved::getAlphaStarUnit),
  LEARNING_RATE_STAR(
      CurvatureObserved::hasLearningRateStar, CurvatureObserved::getLearningRateStar),
  OVERSHOOT(CurvatureObserved::hasOvershoot, CurvatureObserved::getOvershoot),
  SLOPE(CurvatureObserved::hasSlope, CurvatureObserved::getSlope),
  CURVATURE_VALUE(CurvatureObserved::hasCurvatureValue, CurvatureObserved::getCurvatureValue),
  SLOPE_PUBLISHED(CurvatureObserved::hasSlopePublished, CurvatureObserved::getSlopePublished),
  LOSS_BEFORE(CurvatureObserved::hasLossBefore, CurvatureObserved::getLossBefore),
  LOSS_AFTER(CurvatureObserved::hasLossAfter, CurvatureObserved::getLossAfter),
  LOSS_AT_ALPHA_STAR(CurvatureObserved::hasLossAtAlphaStar, CurvatureObserved::getLossAtAlphaStar),
  FIDELITY_AT_STEP(CurvatureObserved::hasFidelityAtStep, CurvatureObserved::getFidelityAtStep),
  FIDELITY_AT_ALPHA_STAR(
      CurvatureObserved::hasFidelityAtAlphaStar, CurvatureObserved::getFidelityAtAlphaStar),
  STEP_NORM(CurvatureObserved::hasStepNorm, CurvatureObserved::getStepNorm),
  GRADIENT_NORM(CurvatureObserved::hasGradientNorm, CurvatureObserved::getGradientNorm),
  CURVATURE_PRODUCT_NORM(
      CurvatureObserved::hasCurvatureProductNorm, CurvatureObserved::getCurvatureProductNorm),
  COSINE_STEP_GRADIENT(
      CurvatureObserved::hasCosineStepGradient, CurvatureObserved::getCosineStepGradient),
  COSINE_STEP_PRODUCT(
      CurvatureObserved::hasCosineStepProduct, CurvatureObserved::getCosineStepProduct),
  SLOPE_STANDARD_ERROR(
      CurvatureObserved::hasSlopeStandardError, CurvatureObserved::getSlopeStandardError),
  CURVATURE_STANDARD_ERROR(
      CurvatureObserved::hasCurvatureStandardError, CurvatureObserved::getCurvatureStandardError),
  ALPHA_STAR_STANDARD_ERROR(
      CurvatureObserved::hasAlphaStarStandardError, CurvatureObserved::getAlphaStarStandardError);

  private final Predicate<CurvatureObserved> present;
  private final ToDoubleFunction<CurvatureObserved> value;

  Quantity(Predicate<CurvatureObserved> present, ToDoubleFunction<CurvatureObserved> value) {
    this.present = present;
    this.value = value;
  }

  /** The name everywhere, {@code alpha_star} say. */
  public String columnName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Null if the observation has none. */
  Double of(CurvatureObserved observed) {
    return present.test(observed) ? value.applyAsDouble(observed) : null;
  }
}
