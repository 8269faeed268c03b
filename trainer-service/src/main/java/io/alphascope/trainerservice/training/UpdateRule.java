package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;

/**
 * How a gradient changes one tensor of parameters: θ ← θ − η · direction(g), in place, as PyTorch's
 * optimizer of the same name does in float32. There is one instance for each tensor; its state
 * lives as long as the tensor's manager.
 */
sealed interface UpdateRule permits Sgd, Momentum, Adam, L2Penalty, DecoupledWeightDecay {

  /**
   * Takes one step. Operations must not be recorded for reverse mode during the call.
   *
   * @param parameter θ
   * @param gradient g at θ, of the same shape; not changed
   * @param learningRate η of this step
   */
  void step(NDArray parameter, NDArray gradient, double learningRate);

  /** The rule of a validated choice for one tensor of parameters. */
  static UpdateRule of(OptimizerChoice choice, NDArray parameter) {
    UpdateRule rule =
        switch (choice.kind()) {
          case SGD -> new Sgd();
          case MOMENTUM -> new Momentum(choice.momentum(), choice.nesterov(), parameter);
          case ADAM, ADAMW -> new Adam(parameter);
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
