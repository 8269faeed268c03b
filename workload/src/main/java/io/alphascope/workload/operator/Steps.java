package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.jet.Jet;
import java.util.function.UnaryOperator;

/**
 * Functions that jump and are constant in between, so that their derivative is 0, as in PyTorch.
 */
final class Steps {

  private Steps() {}

  static Operator.UnaryRule of(UnaryOperator<NDArray> step) {
    return (x, call) -> Jet.constant(step.apply(x.value()));
  }
}
