package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;

/**
 * Weight decay as in PyTorch's SGD and Adam: the other rule gets g + λ θ, the gradient of the loss
 * plus ½ λ ‖θ‖². No further state.
 *
 * @param weightDecay λ, positive
 */
record L2Penalty(double weightDecay, UpdateRule rule) implements UpdateRule {

  @Override
  public void step(NDArray parameter, NDArray gradient, double learningRate) {
    try (NDArray penalised = parameter.mul(weightDecay).addi(gradient)) {
      rule.step(parameter, penalised, learningRate);
    }
  }
}
