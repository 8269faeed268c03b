package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.jet.Jet;
import java.util.function.UnaryOperator;

/** Functions that jump and are constant in between. */
final class Steps {

  private Steps() {}

  static Operator.UnaryRule of(UnaryOperator<NDArray> step) {
    return (x, call) -> Jet.constant(step.apply(x.value()));
  }
}
