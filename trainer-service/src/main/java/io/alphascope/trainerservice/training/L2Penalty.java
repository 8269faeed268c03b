package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Weight decay as in PyTorch's SGD and Adam: the other rule gets g + λ θ, the gradient of the loss
 * plus ½ λ ‖θ‖². No further state.
 *
 * @param weightDecay λ, positive
 */
record L2Penalty(double weightDecay, UpdateRule rule) implements UpdateRule {

  @Override
  public void step(List<NDArray> parameters, List<NDArray> gradients, double learningRate) {
    List<NDArray> penalised = new ArrayList<>();
    try {
      for (int tensor = 0; tensor < parameters.size(); tensor++) {
        penalised.add(parameters.get(tensor).mul(weightDecay).addi(gradients.get(tensor)));
      }
      rule.step(parameters, penalised, learningRate);
    } finally {
      penalised.forEach(NDArray::close);
    }
  }
}
