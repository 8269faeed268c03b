package io.alphascope.curvature.quantity;

import io.alphascope.curvature.line.DotProducts;
import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.operator.BatchCurvature;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Step;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What all curvatures of one batch have in common, and the observation that each adds to it. */
public final class BatchMeasures {
  private final Step step;
  private final SampledLoss loss;
  private final int samples;
  private final double stepNorm;
  private final double gradientNorm;
  private final OptionalDouble slopePublished;
  private final double lossAfter;
  private final BatchExtras extras;

  private BatchMeasures(
      Step step,
      SampledLoss loss,
      int samples,
      double stepNorm,
      double gradientNorm,
      OptionalDouble slopePublished,
      BatchExtras extras) {
    this.extras = extras;
    this.step = step;
    this.loss = loss;
    this.samples = samples;
    this.stepNorm = stepNorm;
    this.gradientNorm = gradientNorm;
    this.slopePublished = slopePublished;
    this.lossAfter = loss.curve().applyAsDouble(1);
  }

  /** On the step's own batch, whose gradient came with the step. */
  public static BatchMeasures withPublishedGradient(
      Step step, Line line, SampledLoss loss, int samples, BatchExtras extras) {
    DotProducts products = DotProducts.of(line.direction(), step.gradient(), step.dataType());
    return new BatchMeasures(
        step,
        loss,
        samples,
        Math.sqrt(products.left()),
        Math.sqrt(products.right()),
        OptionalDouble.of(products.cross()),
        extras);
  }

  /** On a batch whose gradient has been computed. */
  public static BatchMeasures withGradientNorm(
      Step step,
      Line line,
      SampledLoss loss,
      int samples,
      double gradientNorm,
      BatchExtras extras) {
    double stepNorm = Math.sqrt(DotProducts.square(line.direction(), step.dataType()));
    return new BatchMeasures(
        step, loss, samples, stepNorm, gradientNorm, OptionalDouble.empty(), extras);
  }

  /**
   * Adds one curvature.
   *
   * @param product Bd; null: it is not wanted
   */
  public Observation observe(
      CurvatureName name,
      BatchCurvature curvature,
      ParameterVector product,
      MatrixExtras matrixExtras) {
    Measurement measurement = new Measurement(this, loss, curvature, product, matrixExtras);
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    for (Quantity quantity : Quantity.values()) {
      quantity.of(measurement).ifPresent(value -> values.put(quantity, value));
    }
    return new Observation(name, samples, measurement.status(), values);
  }

  BatchExtras extras() {
    return extras;
  }

  Step step() {
    return step;
  }

  double stepNorm() {
    return stepNorm;
  }

  double gradientNorm() {
    return gradientNorm;
  }

  OptionalDouble slopePublished() {
    return slopePublished;
  }

  double lossBefore() {
    return loss.before();
  }

  double lossAfter() {
    return lossAfter;
  }
}
