package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;

/**
 * Momentum with PyTorch's convention (no dampening): v ← μ v + g, from v = 0; then θ ← θ − η v, or
 * with Nesterov's correction θ ← θ − η (g + μ v). State: one tensor of the shape of θ.
 */
final class Momentum implements UpdateRule {

  private final double momentum;
  private final boolean nesterov;
  private final NDArray velocity;

  Momentum(double momentum, boolean nesterov, NDArray parameter) {
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.velocity = parameter.zerosLike();
  }

  @Override
  public void step(NDArray parameter, NDArray gradient, double learningRate) {
    velocity.muli(momentum).addi(gradient);
    if (nesterov) {
      try (NDArray direction = velocity.mul(momentum).addi(gradient)) {
        UpdateRule.descend(parameter, learningRate, direction);
      }
    } else {
      UpdateRule.descend(parameter, learningRate, velocity);
    }
  }
}
