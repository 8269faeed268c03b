package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** Gradient descent: θ ← θ − η g. No state. */
record Sgd() implements UpdateRule {

  @Override
  public void step(List<NDArray> parameters, List<NDArray> gradients, double learningRate) {
    for (int tensor = 0; tensor < parameters.size(); tensor++) {
      UpdateRule.descend(parameters.get(tensor), learningRate, gradients.get(tensor));
    }
  }
}
