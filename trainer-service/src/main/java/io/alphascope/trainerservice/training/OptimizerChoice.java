package io.alphascope.trainerservice.training;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * An optimizer with its settings.
 *
 * @param learningRate η before any schedule, positive and finite
 * @param momentum μ in [0, 1), only of {@link Kind#MOMENTUM}, else 0
 * @param weightDecay λ, not negative and finite
 * @param nesterov only of {@link Kind#MOMENTUM} with μ > 0
 */
public record OptimizerChoice(
    Kind kind, double learningRate, double momentum, double weightDecay, boolean nesterov) {

  /** All optimizers. */
  public enum Kind {
    SGD,
    MOMENTUM,
    ADAM,
    ADAMW;

    /** The name in specifications. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final double DEFAULT_MOMENTUM = 0.9;
  private static final double DEFAULT_DECOUPLED_WEIGHT_DECAY = 0.01;

  /**
   * With PyTorch's defaults for absent settings.
   *
   * @param momentum absent: 0.9 for {@link Kind#MOMENTUM}, which alone may have one
   * @param weightDecay absent: 0.01 for {@link Kind#ADAMW}, otherwise 0
   * @throws IllegalArgumentException naming the setting that is not possible
   */
  public static OptimizerChoice of(
      Kind kind,
      double learningRate,
      OptionalDouble momentum,
      OptionalDouble weightDecay,
      boolean nesterov) {
    boolean hasMomentum = kind == Kind.MOMENTUM;
    if (!hasMomentum && momentum.isPresent()) {
      throw new IllegalArgumentException(
          "momentum: only the optimizer 'momentum' has one, not '%s'; leave it out or choose that optimizer"
              .formatted(kind));
    }
    return new OptimizerChoice(
        kind,
        learningRate,
        momentum.orElse(hasMomentum ? DEFAULT_MOMENTUM : 0),
        weightDecay.orElse(kind == Kind.ADAMW ? DEFAULT_DECOUPLED_WEIGHT_DECAY : 0),
        nesterov);
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
    if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
      throw new IllegalArgumentException(
          "weight_decay: %s is not possible; expected a finite number from 0, such as 0.0005"
              .formatted(weightDecay));
    }
    if (nesterov && kind != Kind.MOMENTUM) {
      throw new IllegalArgumentException(
          "nesterov: only the optimizer 'momentum' has it, not '%s'; leave it out or choose that optimizer"
              .formatted(kind));
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException(
          "nesterov: a momentum of 0 cannot be corrected; leave it out or choose a momentum such as"
              + " 0.9");
    }
  }
}
