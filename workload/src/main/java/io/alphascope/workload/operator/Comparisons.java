package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.SELECTION;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Truth values, which have no derivative. */
final class Comparisons {

  static final List<Operator> OPERATORS =
      List.of(
          single("Equal", SELECTION, of(NDArray::eq)),
          single("Greater", SELECTION, of(NDArray::gt)),
          single("GreaterOrEqual", SELECTION, of(NDArray::gte)),
          single("Less", SELECTION, of(NDArray::lt)),
          single("LessOrEqual", SELECTION, of(NDArray::lte)),
          single("And", SELECTION, of(NDArray::logicalAnd)),
          single("Or", SELECTION, of(NDArray::logicalOr)),
          single("Xor", SELECTION, of(NDArray::logicalXor)),
          unary("Not", SELECTION, Comparisons::not),
          unary("IsNaN", SELECTION, Comparisons::isNaN),
          unary("IsInf", SELECTION, Comparisons::isInfinite, "detect_negative", "detect_positive"));

  private Comparisons() {}

  /** A rule for two operands. */
  static Function<Call, Jet> of(BinaryOperator<NDArray> comparison) {
    return call -> Jet.constant(comparison.apply(call.array(0), call.array(1)));
  }

  static Jet not(Jet x, Call call) {
    return Jet.constant(x.value().logicalNot());
  }

  static Jet isNaN(Jet x, Call call) {
    return Jet.constant(x.value().isNaN());
  }

  static Jet isInfinite(Jet x, Call call) {
    Taylor taylor = call.taylor();
    NDArray result = x.value().isInfinite();
    if (!call.attributes().flag("detect_positive", true)) {
      result = result.logicalAnd(x.value().lt(taylor.scalar(0)));
    }
    if (!call.attributes().flag("detect_negative", true)) {
      result = result.logicalAnd(x.value().gt(taylor.scalar(0)));
    }
    return Jet.constant(result);
  }
}
