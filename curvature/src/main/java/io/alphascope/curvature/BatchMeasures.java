package io.alphascope.curvature;

import io.alphascope.curvature.line.DotProducts;
import io.alphascope.curvature.line.Line;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What all curvatures of one batch have in common, and the observation that each adds to it. */
final class BatchMeasures {
  private final Step step;
  private final SampledLoss loss;
  private final int samples;
  private final double stepNorm;
  private final double gradientNorm;
  private final OptionalDouble slopePublished;
  private final double lossAfter;

  private BatchMeasures(
      Step step,
      SampledLoss loss,
      int samples,
      double stepNorm,
      double gradientNorm,
      OptionalDouble slopePublished) {
    this.step = step;
    this.loss = loss;
    this.samples = samples;
    this.stepNorm = stepNorm;
    this.gradientNorm = gradientNorm;
    this.slopePublished = slopePublished;
    this.lossAfter = loss.at(1);
  }

  /** On the step's own batch, whose gradient came with the step. */
  static BatchMeasures withPublishedGradient(Step step, Line line, SampledLoss loss, int samples) {
    DotProducts products = DotProducts.of(line.direction(), step.gradient(), step.dataType());
    return new BatchMeasures(
        step,
        loss,
        samples,
        Math.sqrt(products.left()),
        Math.sqrt(products.right()),
        OptionalDouble.of(products.cross()));
  }

  /** On a batch whose gradient has been computed. */
  static BatchMeasures withGradientNorm(
      Step step, Line line, SampledLoss loss, int samples, double gradientNorm) {
    double stepNorm = Math.sqrt(DotProducts.square(line.direction(), step.dataType()));
    return new BatchMeasures(step, loss, samples, stepNorm, gradientNorm, OptionalDouble.empty());
  }

  Observation observe(CurvatureName name, CurvatureSum sum) {
    Parabola parabola = new Parabola(loss.slopes(), sum.terms(), loss.scale());
    double lossBefore = loss.before();
    Status status = Status.of(stepNorm, lossBefore, parabola.slope(), parabola.curvature());

    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.SLOPE, parabola.slope());
    values.put(Quantity.CURVATURE_VALUE, parabola.curvature());
    slopePublished.ifPresent(slope -> values.put(Quantity.SLOPE_PUBLISHED, slope));
    values.put(Quantity.LOSS_BEFORE, lossBefore);
    values.put(Quantity.LOSS_AFTER, lossAfter);
    values.put(Quantity.STEP_NORM, stepNorm);
    values.put(Quantity.GRADIENT_NORM, gradientNorm);
    putCosine(
        values,
        Quantity.COSINE_STEP_GRADIENT,
        -slopePublished.orElse(parabola.slope()),
        gradientNorm);
    if (sum.product() != null) {
      values.put(Quantity.CURVATURE_PRODUCT_NORM, sum.product().norm());
      putCosine(values, Quantity.COSINE_STEP_PRODUCT, parabola.curvature(), sum.product().norm());
    }
    if (status != Status.NON_FINITE) {
      putStandardError(values, Quantity.SLOPE_STANDARD_ERROR, parabola.slopeStandardError());
      putStandardError(
          values, Quantity.CURVATURE_STANDARD_ERROR, parabola.curvatureStandardError());
      putFidelity(values, Quantity.FIDELITY_AT_STEP, lossBefore - lossAfter, parabola.decrease(1));
    }
    if (status == Status.OK || status == Status.ASCENT) {
      putStepSize(values, parabola, lossBefore);
    }
    return Observation.of(name, samples, status, values);
  }

  private void putStepSize(Map<Quantity, Double> values, Parabola parabola, double lossBefore) {
    double alphaStar = parabola.alphaStar();
    double lossThere = loss.at(alphaStar);
    values.put(Quantity.ALPHA_STAR, alphaStar);
    values.put(Quantity.ALPHA_STAR_UNIT, alphaStar * stepNorm);
    step.learningRate()
        .ifPresent(rate -> values.put(Quantity.LEARNING_RATE_STAR, alphaStar * rate));
    if (alphaStar != 0) {
      values.put(Quantity.OVERSHOOT, 1 / alphaStar - 1);
    }
    values.put(Quantity.LOSS_AT_ALPHA_STAR, lossThere);
    putFidelity(
        values,
        Quantity.FIDELITY_AT_ALPHA_STAR,
        lossBefore - lossThere,
        parabola.decrease(alphaStar));
    putStandardError(values, Quantity.ALPHA_STAR_STANDARD_ERROR, parabola.alphaStarStandardError());
  }

  /** Puts cos of the angle between d and a vector, which exists if neither is zero. */
  private void putCosine(
      Map<Quantity, Double> values, Quantity quantity, double product, double norm) {
    double cosine = product / (stepNorm * norm);
    if (Double.isFinite(cosine)) {
      // Rounding may step over the edge.
      values.put(quantity, Math.max(-1, Math.min(1, cosine)));
    }
  }

  private static void putFidelity(
      Map<Quantity, Double> values, Quantity quantity, double actual, double predicted) {
    if (predicted > 0) {
      values.put(quantity, actual / predicted);
    }
  }

  /** Puts a spread over samples, which says nothing where their terms are not independent. */
  private void putStandardError(
      Map<Quantity, Double> values, Quantity quantity, OptionalDouble error) {
    if (!step.network().couplesSamples()) {
      error.ifPresent(present -> values.put(quantity, present));
    }
  }
}
