package io.alphascope.curvature.quantity;

import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.operator.BatchCurvature;
import java.util.OptionalDouble;

/** What is known of a step under one curvature: all that a {@link Quantity} is computed from. */
final class Measurement {
  private final BatchMeasures batch;
  private final Parabola parabola;
  private final OptionalDouble productNorm;
  private final Status status;
  private final double lossAtAlphaStar;
  private final MatrixExtras matrixExtras;

  /**
   * Measures the loss at α* too, if there is an α*.
   *
   * @param loss of the curvature's batch
   * @param product Bd; null: it is not wanted
   */
  Measurement(
      BatchMeasures batch,
      SampledLoss loss,
      BatchCurvature curvature,
      ParameterVector product,
      MatrixExtras matrixExtras) {
    this.batch = batch;
    this.matrixExtras = matrixExtras;
    this.parabola = new Parabola(loss.slopes(), loss.scale(), curvature.value(), curvature.terms());
    this.productNorm = product == null ? OptionalDouble.empty() : OptionalDouble.of(product.norm());
    this.status =
        Status.of(batch.stepNorm(), batch.lossBefore(), parabola.slope(), parabola.curvature());
    this.lossAtAlphaStar =
        hasAlphaStar() ? loss.curve().applyAsDouble(parabola.alphaStar()) : Double.NaN;
  }

  Status status() {
    return status;
  }

  /** Whether slope, curvature, step and loss before are finite. */
  boolean isFinite() {
    return status != Status.NON_FINITE;
  }

  /** Whether the parabola has a minimum. */
  boolean hasAlphaStar() {
    return status == Status.OK || status == Status.ASCENT;
  }

  Parabola parabola() {
    return parabola;
  }

  /** α*, if there is one. */
  double alphaStar() {
    return parabola.alphaStar();
  }

  /** φ(α*), if there is an α*. */
  double lossAtAlphaStar() {
    return lossAtAlphaStar;
  }

  /** ‖Bd‖; empty if Bd is not wanted. */
  OptionalDouble productNorm() {
    return productNorm;
  }

  /** φ(0). */
  double lossBefore() {
    return batch.lossBefore();
  }

  /** φ(1). */
  double lossAfter() {
    return batch.lossAfter();
  }

  /** ‖d‖. */
  double stepNorm() {
    return batch.stepNorm();
  }

  /** ‖g‖. */
  double gradientNorm() {
    return batch.gradientNorm();
  }

  /** dᵀg with the publisher's g; empty without it and on other batches than the step's own. */
  OptionalDouble slopePublished() {
    return batch.slopePublished();
  }

  BatchExtras batchExtras() {
    return batch.extras();
  }

  MatrixExtras matrixExtras() {
    return matrixExtras;
  }

  /** ‖θ₁ − θ‖, θ where the run started; empty: not known. */
  OptionalDouble parameterDistance() {
    return batch.step().parameterDistance();
  }

  /** Of the step. */
  OptionalDouble learningRate() {
    return batch.step().learningRate();
  }

  /** Whether a spread over samples says something: not where their terms are not independent. */
  boolean isSpread() {
    return isFinite() && !batch.step().network().couplesSamples();
  }

  /**
   * The cosine of the angle between d and a vector, which exists if neither is zero.
   *
   * @param product of both
   */
  OptionalDouble cosine(double product, double norm) {
    double cosine = product / (stepNorm() * norm);
    return Double.isFinite(cosine)
        // Rounding may step over the edge.
        ? OptionalDouble.of(Math.max(-1, Math.min(1, cosine)))
        : OptionalDouble.empty();
  }
}
