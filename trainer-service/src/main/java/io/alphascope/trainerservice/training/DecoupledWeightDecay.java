package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;

/**
 * Weight decay beside the gradient (Loshchilov and Hutter 2019), in PyTorch's order: θ ← (1 − η λ)
 * θ, then the other rule's step with the unchanged gradient. No further state.
 *
 * @param weightDecay λ, positive
 */
record DecoupledWeightDecay(double weightDecay, UpdateRule rule) implements UpdateRule {

  @Override
  public void step(NDArray parameter, NDArray gradient, double learningRate) {
    parameter.muli(1 - learningRate * weightDecay);
    rule.step(parameter, gradient, learningRate);
  }
}
