package io.alphascope.curvature.quantity;

import io.alphascope.curvature.spectrum.LargestEigenvalue;
import io.alphascope.curvature.spectrum.TraceEstimate;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
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
      m -> m.isSpread() && m.hasAlphaStar() ? m.parabola().alphaStarStandardError() : none()),
  /**
   * π ÷ (maxᵤ żᵤ − minᵤ żᵤ) over the classes u, median over the samples: the Taylor series of the
   * cross entropy along d converges within it (arXiv 2603.13552).
   */
  TRUST_RADIUS(m -> m.batchExtras().trustRadius()),
  /** ‖θ₀‖. */
  PARAMETER_NORM(m -> m.batchExtras().parameterNorm()),
  /** ‖d‖ ÷ ‖θ₀‖; where θ₀ is not zero. */
  RELATIVE_STEP_SIZE(
      m ->
          m.batchExtras().parameterNorm().orElse(0) == 0
              ? none()
              : OptionalDouble.of(m.stepNorm() / m.batchExtras().parameterNorm().getAsDouble())),
  /** ‖θ₁ − θ‖, θ where the run started, as its trainer says (Cockpit: Distance). */
  PARAMETER_DISTANCE(
      m -> m.batchExtras().parameterNorm().isPresent() ? m.parameterDistance() : none()),
  /** See {@link GradientMoments#variance()}, as of the next nine. */
  GRADIENT_VARIANCE(ofMoments(GradientMoments::variance)),
  SUM_GRADIENT_SQUARED(ofMoments(GradientMoments::sumSquares)),
  SAMPLE_GRADIENT_NORM_MEAN(ofMoments(GradientMoments::meanNorm)),
  SAMPLE_GRADIENT_NORM_MAXIMUM(ofMoments(GradientMoments::largestNorm)),
  /** Cockpit: MeanGSNR. */
  MEAN_GSNR(ofMoments(GradientMoments::meanGsnr)),
  /** Cockpit: NormTest. */
  NORM_TEST(m -> ofSome(m, GradientMoments::normTest)),
  /** Cockpit: InnerTest. */
  INNER_PRODUCT_TEST(m -> ofSome(m, GradientMoments::innerProductTest)),
  /** Cockpit: OrthoTest. */
  ORTHOGONALITY_TEST(m -> ofSome(m, GradientMoments::orthogonalityTest)),
  /** Cockpit: EarlyStopping. */
  EARLY_STOPPING(m -> ofSome(m, GradientMoments::earlyStopping)),
  /** Cockpit: CABS; where the step says its learning rate. */
  CABS(
      m ->
          m.learningRate().isEmpty()
              ? none()
              : ofSome(
                  m,
                  moments ->
                      OptionalDouble.of(
                          moments.cabs(m.learningRate().getAsDouble(), m.lossBefore())))),
  /** Cockpit: TICTrace. */
  TIC_TRACE(m -> ofTic(m, GradientMoments::ticTrace)),
  /** Cockpit: TICDiag. */
  TIC_DIAGONAL(m -> ofTic(m, GradientMoments::ticDiagonal)),
  /** tr B, the sum of B's diagonal (Cockpit: HessTrace). */
  TRACE(m -> m.matrixExtras().trace()),
  /** See {@link TraceEstimate}, as of the next. */
  TRACE_ESTIMATE(m -> ofOptional(m.matrixExtras().traceEstimate().map(TraceEstimate::value))),
  TRACE_ESTIMATE_STANDARD_ERROR(
      m -> ofOptional(m.matrixExtras().traceEstimate().map(TraceEstimate::standardError))),
  /** See {@link LargestEigenvalue}, as of the next two (Cockpit: HessMaxEV). */
  LARGEST_EIGENVALUE(
      m -> ofOptional(m.matrixExtras().convergedEigenvalue().map(LargestEigenvalue::value))),
  EIGENVALUE_RESIDUAL(
      m -> ofOptional(m.matrixExtras().eigenvalue().map(LargestEigenvalue::residual))),
  EIGENVALUE_ITERATIONS(
      m -> ofOptional(m.matrixExtras().eigenvalue().map(found -> (double) found.iterations()))),
  /** λ ‖d‖² ÷ dᵀBd, λ the largest eigenvalue; where dᵀBd > 0. */
  CONDITION_ALONG_STEP(
      m ->
          m.hasAlphaStar()
              ? ofOptional(
                  m.matrixExtras()
                      .convergedEigenvalue()
                      .map(
                          found ->
                              found.value()
                                  * m.stepNorm()
                                  * m.stepNorm()
                                  / m.parabola().curvature()))
              : none());

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

  private static OptionalDouble ofOptional(Optional<Double> value) {
    return value.isPresent() ? OptionalDouble.of(value.get()) : none();
  }

  private static Function<Measurement, OptionalDouble> ofMoments(
      ToDoubleFunction<GradientMoments> value) {
    return m -> ofSome(m, moments -> OptionalDouble.of(value.applyAsDouble(moments)));
  }

  private static OptionalDouble ofSome(
      Measurement measurement, Function<GradientMoments, OptionalDouble> value) {
    return measurement.batchExtras().noise().map(value).orElse(none());
  }

  private static OptionalDouble ofTic(
      Measurement measurement, ToDoubleBiFunction<GradientMoments, double[]> value) {
    Optional<double[]> diagonal = measurement.matrixExtras().ticDiagonal();
    Optional<GradientMoments> moments = measurement.batchExtras().moments();
    return diagonal.isEmpty() || moments.isEmpty()
        ? none()
        : OptionalDouble.of(value.applyAsDouble(moments.get(), diagonal.get()));
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
