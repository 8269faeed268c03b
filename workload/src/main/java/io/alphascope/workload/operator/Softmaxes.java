package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Operator.unary;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;

/**
 * Softmax y and its logarithm. With s(a) = Σ y a along the axis, w = x₁ − s(x₁) and q = x₂ + ½ w²:
 * (log y)₁ = w, (log y)₂ = x₂ − s(q), y₁ = y w, y₂ = y (q − s(q)). So elements of −∞ that do not
 * move, masks, leave no trace.
 */
final class Softmaxes {

  static final List<Operator> OPERATORS =
      List.of(
          unary("Softmax", CURVED, Softmaxes::softmax, "axis"),
          unary("LogSoftmax", CURVED, Softmaxes::logSoftmax, "axis"));

  private Softmaxes() {}

  static Jet softmax(Jet x, Call call) {
    return onAxis(x, call, Softmaxes::softmax);
  }

  static Jet logSoftmax(Jet x, Call call) {
    return onAxis(x, call, Softmaxes::logSoftmax);
  }

  /** A function of an axis. */
  @FunctionalInterface
  private interface AlongAxis {
    Jet apply(Taylor taylor, Jet x, int axis);
  }

  /** Before opset 13 the axis is the first of several, which count as one. */
  private static Jet onAxis(Jet x, Call call, AlongAxis function) {
    Taylor taylor = call.taylor();
    boolean flattens = call.node().opset() < 13;
    int axis = Call.axis(call.attributes().integer("axis", flattens ? 1 : -1), x.rank());
    if (!flattens || axis == x.rank() - 1) {
      return function.apply(taylor, x, axis);
    }
    long rows = x.shape().slice(0, axis).size();
    long columns = x.shape().slice(axis).size();
    Jet flat = taylor.linear(x, array -> Torch.reshape(array, rows, columns));
    return taylor.linear(
        function.apply(taylor, flat, 1), array -> Torch.reshape(array, x.shape().getShape()));
  }

  static Jet softmax(Taylor taylor, Jet x, int axis) {
    NDArray y = Torch.softmax(x.value(), axis);
    if (x.isConstant()) {
      return Jet.constant(y);
    }
    NDArray w = centred(x.first(), y, axis);
    return new Jet(
        y,
        Taylor.apply(w, y::mul),
        taylor.second(() -> Taylor.apply(centred(quadratic(taylor, x, w), y, axis), y::mul)));
  }

  static Jet logSoftmax(Taylor taylor, Jet x, int axis) {
    NDArray logarithm = Torch.logSoftmax(x.value(), axis);
    if (x.isConstant()) {
      return Jet.constant(logarithm);
    }
    NDArray y = logarithm.exp();
    NDArray w = centred(x.first(), y, axis);
    return new Jet(
        logarithm,
        w,
        taylor.second(
            () ->
                Taylor.difference(
                    x.second(), Taylor.apply(quadratic(taylor, x, w), q -> mean(q, y, axis)))));
  }

  private static NDArray quadratic(Taylor taylor, Jet x, NDArray w) {
    return Taylor.sum(x.second(), Taylor.apply(w, a -> a.square().mul(taylor.scalar(0.5))));
  }

  private static NDArray centred(NDArray a, NDArray y, int axis) {
    return Taylor.apply(a, b -> b.sub(mean(b, y, axis)));
  }

  private static NDArray mean(NDArray a, NDArray y, int axis) {
    return Torch.sum(y.mul(a), new long[] {axis}, true);
  }
}
