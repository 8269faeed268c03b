package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.SELECTION;
import static io.alphascope.workload.operator.Operator.unary;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.jet.Jet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Functions that jump and are constant in between, so that their derivative is 0, as in PyTorch.
 */
final class Steps {

  static final List<Operator> OPERATORS =
      List.of(
          unary("Floor", SELECTION, of(NDArray::floor)),
          unary("Ceil", SELECTION, of(NDArray::ceil)),
          unary("Round", SELECTION, of(NDArray::round)),
          unary("Sign", SELECTION, of(NDArray::sign)));

  private Steps() {}

  static Operator.UnaryRule of(UnaryOperator<NDArray> step) {
    return (x, call) -> Jet.constant(step.apply(x.value()));
  }
}
