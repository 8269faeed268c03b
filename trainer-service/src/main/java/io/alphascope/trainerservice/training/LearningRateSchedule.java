package io.alphascope.trainerservice.training;

import java.util.Locale;

/**
 * The learning rate over the N steps of a run, as a factor of η at step t, from 0. In the first W
 * steps, the warm-up, it is (t + 1) / W. From step W on it is
 *
 * <pre>
 * constant  1
 * cosine    ½ (1 + cos(π (t − W) / (N − W)))
 * step      1, from t = N/2 on 0.1, from t = 3N/4 on 0.01
 * </pre>
 *
 * In PyTorch, with one call of step() per training step: LinearLR from 1/W to 1, then ConstantLR,
 * CosineAnnealingLR with T_max = N − W, or MultiStepLR.
 *
 * @param warmupSteps W, at least 0
 */
public record LearningRateSchedule(Kind kind, long warmupSteps) {

  /** All schedules. */
  public enum Kind {
    CONSTANT,
    COSINE,
    STEP;

    /** The name in specifications. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LearningRateSchedule {
    if (warmupSteps < 0) {
      throw new IllegalArgumentException(
          "warmup: %d steps are not possible; expected 0 or more".formatted(warmupSteps));
    }
  }

  /**
   * The factor of η at step t, in (0, 1].
   *
   * @param step t, from 0 to N − 1
   * @param steps N, at least W
   */
  double factor(long step, long steps) {
    if (step < warmupSteps) {
      return (double) (step + 1) / warmupSteps;
    }
    return switch (kind) {
      case CONSTANT -> 1;
      case COSINE -> {
        // ½ (1 + cos 2x) = cos² x, which does not cancel near the end.
        double root = Math.cos(Math.PI / 2 * (step - warmupSteps) / (steps - warmupSteps));
        yield root * root;
      }
      case STEP -> 4 * step >= 3 * steps ? 0.01 : 2 * step >= steps ? 0.1 : 1;
    };
  }
}
