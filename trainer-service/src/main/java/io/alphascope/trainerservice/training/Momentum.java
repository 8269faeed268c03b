package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Momentum with PyTorch's convention (no dampening): v ← μ v + g, from v = 0; then θ ← θ − η v, or
 * with Nesterov's correction θ ← θ − η (g + μ v). State: one vector of P values.
 */
final class Momentum implements UpdateRule {

  private final double momentum;
  private final boolean nesterov;
  private final NDManager manager;
  private final List<NDArray> velocities = new ArrayList<>();

  Momentum(double momentum, boolean nesterov, NDManager manager) {
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.manager = manager;
  }

  @Override
  public void step(List<NDArray> parameters, List<NDArray> gradients, double learningRate) {
    for (int tensor = 0; tensor < parameters.size(); tensor++) {
      NDArray gradient = gradients.get(tensor);
      if (velocities.size() == tensor) {
        velocities.add(manager.zeros(gradient.getShape(), gradient.getDataType()));
      }
      NDArray velocity = velocities.get(tensor);
      velocity.muli(momentum).addi(gradient);
      if (nesterov) {
        try (NDArray direction = velocity.mul(momentum).addi(gradient)) {
          UpdateRule.descend(parameters.get(tensor), learningRate, direction);
        }
      } else {
        UpdateRule.descend(parameters.get(tensor), learningRate, velocity);
      }
    }
  }
}
