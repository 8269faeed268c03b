package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;

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
 * State: two tensors of the shape of θ.
 */
final class Adam implements UpdateRule {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final NDArray firstMoment;
  private final NDArray secondMoment;
  private int steps;

  Adam(NDArray parameter) {
    firstMoment = parameter.zerosLike();
    secondMoment = parameter.zerosLike();
  }

  @Override
  public void step(NDArray parameter, NDArray gradient, double learningRate) {
    steps++;
    double rate = learningRate / (1 - Math.pow(BETA_1, steps));
    double rootOfCorrection = Math.sqrt(1 - Math.pow(BETA_2, steps));
    try (NDArray change = gradient.sub(firstMoment);
        NDArray squared = gradient.square()) {
      firstMoment.addi(change.muli(1 - BETA_1));
      secondMoment.muli(BETA_2).addi(squared.muli(1 - BETA_2));
    }
    try (NDArray root = secondMoment.sqrt();
        NDArray direction = firstMoment.div(root.divi(rootOfCorrection).addi(EPSILON))) {
      UpdateRule.descend(parameter, rate, direction);
    }
  }
}
