package io.alphascope.trainerservice.training;

import java.util.Locale;

/**
 * Which optimizer, with its settings.
 *
 * @param learningRate η, positive and finite
 * @param momentum μ in [0, 1), only of {@link Kind#MOMENTUM}, else 0
 */
public record OptimizerChoice(Kind kind, double learningRate, double momentum) {

  /** The optimizers there are. */
  public enum Kind {
    SGD,
    MOMENTUM,
    ADAM;

    /** The name in specifications. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public OptimizerChoice {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning_rate: %s is not possible; expected a positive, finite number such as 0.01"
              .formatted(learningRate));
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum: %s is not possible; expected a number from 0 to below 1, such as 0.9"
              .formatted(momentum));
    }
  }
}
