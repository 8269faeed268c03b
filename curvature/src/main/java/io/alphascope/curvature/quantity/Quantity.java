package io.alphascope.curvature.quantity;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of an observation: how each is computed, and where it exists. A constant's name
 * ({@link #toString()}) is that of the quantity everywhere: in exports, JSON, SQL and dashboards.
 */
public enum Quantity {
  /** α* = −dᵀg / dᵀBd, in multiples of the step taken. */
  ALPHA_STAR(where(Measurement::hasAlphaStar, Measurement::alphaStar)),
  /** α*·‖d‖. */
  ALPHA_STAR_UNIT(where(Measurement::hasAlphaStar, m -> m.alphaStar() * m.stepNorm())),
  /** α* × the step's learning rate: greedy, so never "best". */
  LEARNING_RATE_STAR(
      where(
          m -> m.hasAlphaStar() && m.learningRate().isPresent(),
          m -> m.alphaStar() * m.learningRate().getAsDouble())),
  /** 1/α* − 1: −1 at the start, 0 in the parabola's minimum, 1 at the mirror point. */
  OVERSHOOT(where(m -> m.hasAlphaStar() && m.alphaStar() != 0, m -> 1 / m.alphaStar() - 1)),
  /** dᵀg. */
  SLOPE(always(m -> m.parabola().slope())),
  /** dᵀBd. */
  CURVATURE_VALUE(always(m -> m.parabola().curvature())),
  /** dᵀg with the publisher's g; own batch only. */
  SLOPE_PUBLISHED(Measurement::slopePublished),
  /** L(θ₀). */
  LOSS_BEFORE(always(Measurement::lossBefore)),
  /** L(θ₁). */
  LOSS_AFTER(always(Measurement::lossAfter)),
  /** L(θ₀ + α*d). */
  LOSS_AT_ALPHA_STAR(where(Measurement::hasAlphaStar, Measurement::lossAtAlphaStar)),
  /** Actual decrease ÷ the parabola's, at θ₁; where the latter is positive. */
  FIDELITY_AT_STEP(
      where(
          m -> m.isFinite() && m.parabola().decrease(1) > 0,
          m -> (m.lossBefore() - m.lossAfter()) / m.parabola().decrease(1))),
  /** The same at α*. */
  FIDELITY_AT_ALPHA_STAR(
      where(
          m -> m.hasAlphaStar() && m.parabola().decrease(m.alphaStar()) > 0,
          m -> (m.lossBefore() - m.lossAtAlphaStar()) / m.parabola().decrease(m.alphaStar()))),
  /** ‖d‖. */
  STEP_NORM(always(Measurement::stepNorm)),
  /** ‖g‖. */
  GRADIENT_NORM(always(Measurement::gradientNorm)),
  /** ‖Bd‖. */
  CURVATURE_PRODUCT_NORM(Measurement::productNorm),
  /** cos(d, −g). */
  COSINE_STEP_GRADIENT(
      m -> m.cosine(-m.slopePublished().orElse(m.parabola().slope()), m.gradientNorm())),
  /** cos(d, Bd). */
  COSINE_STEP_PRODUCT(m -> m.cosine(m.parabola().curvature(), m.productNorm().orElse(Double.NaN))),
  /**
   * Over the batch's samples with d held fixed, as the next two; none for n = 1, where samples are
   * coupled, and where the loss is one number.
   */
  SLOPE_STANDARD_ERROR(m -> m.isSpread() ? m.parabola().slopeStandardError() : none()),
  CURVATURE_STANDARD_ERROR(m -> m.isSpread() ? m.parabola().curvatureStandardError() : none()),
  ALPHA_STAR_STANDARD_ERROR(
      m -> m.isSpread() && m.hasAlphaStar() ? m.parabola().alphaStarStandardError() : none());

  private final Function<Measurement, OptionalDouble> computation;

  Quantity(Function<Measurement, OptionalDouble> computation) {
    this.computation = computation;
  }

  /** Empty if it does not exist; NaN or infinite if the data made it so. */
  OptionalDouble of(Measurement measurement) {
    return computation.apply(measurement);
  }

  private static Function<Measurement, OptionalDouble> always(ToDoubleFunction<Measurement> value) {
    return where(measurement -> true, value);
  }

  private static Function<Measurement, OptionalDouble> where(
      Predicate<Measurement> exists, ToDoubleFunction<Measurement> value) {
    return measurement ->
        exists.test(measurement) ? OptionalDouble.of(value.applyAsDouble(measurement)) : none();
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
