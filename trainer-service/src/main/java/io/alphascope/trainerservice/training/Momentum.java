package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Heavy-ball momentum with PyTorch's convention (no dampening, not Nesterov): v ← μ v + g, from v =
 * 0; θ ← θ − η v. State: one vector of P values.
 */
final class Momentum implements UpdateRule {

  private final double learningRate;
  private final double momentum;
  private final NDManager manager;
  private final List<NDArray> velocities = new ArrayList<>();

  Momentum(double learningRate, double momentum, NDManager manager) {
    this.learningRate = learningRate;
    this.momentum = momentum;
    this.manager = manager;
  }

  @Override
  public void step(List<NDArray> parameters, List<NDArray> gradients) {
    for (int tensor = 0; tensor < parameters.size(); tensor++) {
      NDArray gradient = gradients.get(tensor);
      if (velocities.size() == tensor) {
        velocities.add(manager.zeros(gradient.getShape(), gradient.getDataType()));
      }
      NDArray velocity = velocities.get(tensor);
      velocity.muli(momentum).addi(gradient);
      UpdateRule.descend(parameters.get(tensor), learningRate, velocity);
    }
  }
}
