package io.alphascope.curvature;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one curvature says about one step. d = θ₁ − θ₀; g, B and the losses L are those of the
 * curvature's own batch. A number that does not exist is empty, never a placeholder; one that the
 * data made NaN or infinite is given as it is.
 *
 * @param batchSize n
 * @param alphaStar α* = −dᵀg / dᵀBd, in multiples of the step taken; given where dᵀBd > 0
 * @param alphaStarUnit α*·‖d‖
 * @param learningRateStar α* × the step's learning rate: greedy, so never "best"
 * @param overshoot 1/α* − 1: −1 at the start, 0 in the parabola's minimum, 1 at the mirror point
 * @param slope dᵀg
 * @param curvatureValue dᵀBd
 * @param slopePublished dᵀg with the publisher's g; own batch only
 * @param lossBefore L(θ₀)
 * @param lossAfter L(θ₁)
 * @param lossAtAlphaStar L(θ₀ + α*d)
 * @param fidelityAtStep actual decrease ÷ the parabola's, at θ₁; given where the latter is positive
 * @param fidelityAtAlphaStar the same at α*
 * @param stepNorm ‖d‖
 * @param gradientNorm ‖g‖
 * @param curvatureProductNorm ‖Bd‖
 * @param cosineStepGradient cos(d, −g)
 * @param cosineStepProduct cos(d, Bd)
 * @param slopeStandardError over the batch's samples with d held fixed, as the next two; empty for
 *     n = 1, where samples are coupled, and where the loss is one number
 */
public record Observation(
    CurvatureName curvature,
    int batchSize,
    Status status,
    OptionalDouble alphaStar,
    OptionalDouble alphaStarUnit,
    OptionalDouble learningRateStar,
    OptionalDouble overshoot,
    OptionalDouble slope,
    OptionalDouble curvatureValue,
    OptionalDouble slopePublished,
    OptionalDouble lossBefore,
    OptionalDouble lossAfter,
    OptionalDouble lossAtAlphaStar,
    OptionalDouble fidelityAtStep,
    OptionalDouble fidelityAtAlphaStar,
    OptionalDouble stepNorm,
    OptionalDouble gradientNorm,
    OptionalDouble curvatureProductNorm,
    OptionalDouble cosineStepGradient,
    OptionalDouble cosineStepProduct,
    OptionalDouble slopeStandardError,
    OptionalDouble curvatureStandardError,
    OptionalDouble alphaStarStandardError) {

  /** Gathers an observation; a quantity missing from the map does not exist. */
  static Observation of(
      CurvatureName curvature, int batchSize, Status status, Map<Quantity, Double> values) {
    return new Observation(
        curvature,
        batchSize,
        status,
        value(values, Quantity.ALPHA_STAR),
        value(values, Quantity.ALPHA_STAR_UNIT),
        value(values, Quantity.LEARNING_RATE_STAR),
        value(values, Quantity.OVERSHOOT),
        value(values, Quantity.SLOPE),
        value(values, Quantity.CURVATURE_VALUE),
        value(values, Quantity.SLOPE_PUBLISHED),
        value(values, Quantity.LOSS_BEFORE),
        value(values, Quantity.LOSS_AFTER),
        value(values, Quantity.LOSS_AT_ALPHA_STAR),
        value(values, Quantity.FIDELITY_AT_STEP),
        value(values, Quantity.FIDELITY_AT_ALPHA_STAR),
        value(values, Quantity.STEP_NORM),
        value(values, Quantity.GRADIENT_NORM),
        value(values, Quantity.CURVATURE_PRODUCT_NORM),
        value(values, Quantity.COSINE_STEP_GRADIENT),
        value(values, Quantity.COSINE_STEP_PRODUCT),
        value(values, Quantity.SLOPE_STANDARD_ERROR),
        value(values, Quantity.CURVATURE_STANDARD_ERROR),
        value(values, Quantity.ALPHA_STAR_STANDARD_ERROR));
  }

  private static OptionalDouble value(Map<Quantity, Double> values, Quantity quantity) {
    Double value = values.get(quantity);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
