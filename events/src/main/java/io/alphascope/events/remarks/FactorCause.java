package io.alphascope.events.remarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The usual cause if published gradients are multiples of the measured ones. */
final class FactorCause {

  /** For a single step with only its slope known, a larger whole number may be chance. */
  private static final double LARGEST_OF_A_GUESS = 16;

  private final List<GradientComparison> steps;
  private final Factors ratios;
  private final Factors norms;

  private FactorCause(List<GradientComparison> steps) {
    this.steps = steps;
    this.ratios = Factors.of(steps, GradientComparison::ratio);
    this.norms = Factors.of(steps, GradientComparison::publishedNorm);
  }

  /** Empty if no factor explains the ratios of all steps. */
  static Optional<String> of(List<GradientComparison> steps) {
    FactorCause cause = new FactorCause(steps);
    List<String> causes = new ArrayList<>();
    cause.addReduction(causes);
    cause.addBatches(causes);
    cause.addLossScale(causes);
    if (causes.isEmpty()) {
      cause.addOther(causes);
    }
    return causes.isEmpty() ? Optional.empty() : Optional.of(String.join(", or ", causes));
  }

  private void addReduction(List<String> causes) {
    Factors shares = Factors.of(steps, step -> step.ratio() / step.otherReduction());
    if (shares.are(share -> Factors.isNear(share, 1)) && steps.get(0).otherReduction() != 1) {
      causes.add(
          steps.get(0).otherReduction() > 1
              ? "the gradient of the summed loss, where its mean over the batch is declared"
              : "the gradient of the mean loss, where its sum over the batch is declared");
    }
  }

  private void addBatches(List<String> causes) {
    double factor = ratios.median();
    double most = isGuess() || !causes.isEmpty() ? LARGEST_OF_A_GUESS : Double.MAX_VALUE;
    if (!ratios.areOne() || Math.max(factor, 1 / factor) > most) {
      return;
    }
    if (Factors.isWhole(factor)) {
      causes.add(
          "gradients that were added up over %1$s batches and not divided by %1$s"
              .formatted(ratios));
    } else if (Factors.isWhole(1 / factor)) {
      causes.add(
          "a loss divided by %.0f, as if the gradients of so many batches were added up"
              .formatted(Math.rint(1 / factor)));
    }
  }

  private void addLossScale(List<String> causes) {
    if (ratios.are(Factors::isLargePowerOfTwo)) {
      causes.add("a loss scale (GradScaler) that was not undone");
    }
  }

  private void addOther(List<String> causes) {
    if (ratios.areOne() && !isGuess()) {
      double factor = ratios.median();
      if (factor < 0) {
        causes.add("a loss or a gradient of the opposite sign");
      } else if (steps.size() == 1 && factor < 1) {
        causes.add("gradient clipping, or a factor on the loss or on the gradient");
      } else {
        causes.add("a factor on the loss or on the gradient");
      }
    } else if (steps.size() > 1 && areClipped()) {
      causes.add("gradient clipping to the norm " + norms);
    }
  }

  private boolean isGuess() {
    return steps.size() == 1 && steps.get(0).measuredNorm().isEmpty();
  }

  /** Whether each was shortened to the same length. */
  private boolean areClipped() {
    return ratios.are(ratio -> ratio > 0 && ratio < 1)
        && norms.are(norm -> Factors.isNear(norm, norms.median()));
  }
}
