package io.alphascope.trainerservice.run;

import io.alphascope.trainerservice.training.OptimizerChoice;
import java.util.OptionalDouble;

/**
 * An optimizer that somebody asks for.
 *
 * @param momentum absent: 0.9, of {@code momentum} alone
 * @param weightDecay absent: 0.01 of {@code adamw}, as PyTorch has it, otherwise 0
 */
public record OptimizerRequest(
    OptimizerChoice.Kind kind,
    double learningRate,
    OptionalDouble momentum,
    OptionalDouble weightDecay,
    boolean nesterov) {

  private static final double DEFAULT_MOMENTUM = 0.9;
  private static final double DEFAULT_DECOUPLED_WEIGHT_DECAY = 0.01;

  /**
   * @throws IllegalArgumentException if there is no such optimizer
   */
  OptimizerChoice choice() {
    boolean hasMomentum = kind == OptimizerChoice.Kind.MOMENTUM;
    if (!hasMomentum && momentum.isPresent()) {
      throw new IllegalArgumentException(
          "momentum: only the optimizer 'momentum' has one, not '%s'; leave it out or choose that"
              .formatted(kind));
    }
    boolean decoupled = kind == OptimizerChoice.Kind.ADAMW;
    return new OptimizerChoice(
        kind,
        learningRate,
        momentum.orElse(hasMomentum ? DEFAULT_MOMENTUM : 0),
        weightDecay.orElse(decoupled ? DEFAULT_DECOUPLED_WEIGHT_DECAY : 0),
        nesterov);
  }
}
