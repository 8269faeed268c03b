package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with PyTorch's defaults β₁ = 0.9, β₂ = 0.999, ε = 1e-8, at
 * step t from 1, elementwise:
 *
 * <pre>
 * m ← m + (1 − β₁)(g − m)
 * v ← β₂ v + (1 − β₂) g²
 * θ ← θ − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * State: two vectors of P values.
 */
final class Adam implements UpdateRule {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final NDManager manager;
  private final List<NDArray> firstMoments = new ArrayList<>();
  private final List<NDArray> secondMoments = new ArrayList<>();
  private int steps;

  Adam(NDManager manager) {
    this.manager = manager;
  }

  @Override
  public void step(List<NDArray> parameters, List<NDArray> gradients, double learningRate) {
    steps++;
    double rate = learningRate / (1 - Math.pow(BETA_1, steps));
    double rootOfCorrection = Math.sqrt(1 - Math.pow(BETA_2, steps));
    for (int tensor = 0; tensor < parameters.size(); tensor++) {
      NDArray gradient = gradients.get(tensor);
      if (firstMoments.size() == tensor) {
        firstMoments.add(manager.zeros(gradient.getShape(), gradient.getDataType()));
        secondMoments.add(manager.zeros(gradient.getShape(), gradient.getDataType()));
      }
      NDArray first = firstMoments.get(tensor);
      NDArray second = secondMoments.get(tensor);
      try (NDArray change = gradient.sub(first);
          NDArray squared = gradient.square()) {
        first.addi(change.muli(1 - BETA_1));
        second.muli(BETA_2).addi(squared.muli(1 - BETA_2));
      }
      try (NDArray root = second.sqrt();
          NDArray direction = first.div(root.divi(rootOfCorrection).addi(EPSILON))) {
        UpdateRule.descend(parameters.get(tensor), rate, direction);
      }
    }
  }
}
