package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * How gradients change parameters: θ ← θ − η · direction(g), in place, as PyTorch's optimizer of
 * the same name does in float32. One instance serves one run; its state lives as long as the run's
 * manager.
 */
sealed interface UpdateRule permits Sgd, Momentum, Adam, L2Penalty, DecoupledWeightDecay {

  /**
   * Takes one step. Operations must not be recorded for reverse mode during the call.
   *
   * @param parameters θ, tensor by tensor
   * @param gradients g at θ, of the same shapes; not changed
   * @param learningRate η of this step
   */
  void step(List<NDArray> parameters, List<NDArray> gradients, double learningRate);

  /** The rule of a validated choice, with its state in {@code manager}. */
  static UpdateRule of(OptimizerChoice choice, NDManager manager) {
    UpdateRule rule =
        switch (choice.kind()) {
          case SGD -> new Sgd();
          case MOMENTUM -> new Momentum(choice.momentum(), choice.nesterov(), manager);
          case ADAM, ADAMW -> new Adam(manager);
        };
    if (choice.weightDecay() == 0) {
      return rule;
    }
    return choice.kind() == OptimizerChoice.Kind.ADAMW
        ? new DecoupledWeightDecay(choice.weightDecay(), rule)
        : new L2Penalty(choice.weightDecay(), rule);
  }

  /** θ ← θ − rate · direction. */
  static void descend(NDArray parameter, double rate, NDArray direction) {
    try (NDArray step = direction.mul(rate)) {
      parameter.subi(step);
    }
  }
}
