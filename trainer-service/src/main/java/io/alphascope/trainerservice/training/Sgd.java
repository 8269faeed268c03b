package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;

/** Gradient descent: θ ← θ − η g. No state. */
record Sgd() implements UpdateRule {

  @Override
  public void step(NDArray parameter, NDArray gradient, double learningRate) {
    UpdateRule.descend(parameter, learningRate, gradient);
  }
}
