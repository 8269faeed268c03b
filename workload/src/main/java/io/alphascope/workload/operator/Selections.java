package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Degree.SELECTION;
import static io.alphascope.workload.operator.Operator.elementwise;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Operators that hand on some of their operands' elements, and these elements' derivatives: f″ = 0.
 * Where two are equal, the choice is PyTorch's.
 */
final class Selections {

  static final List<Operator> OPERATORS =
      List.of(
          elementwise("Relu", Selections::relu),
          elementwise("LeakyRelu", Selections::leakyRelu, "alpha"),
          elementwise("ThresholdedRelu", Selections::thresholdedRelu, "alpha"),
          elementwise("HardSigmoid", Selections::hardSigmoid, "alpha", "beta"),
          elementwise("HardSwish", Selections::hardSwish),
          elementwise("Abs", Selections::abs),
          single("PRelu", CURVED, Selections::prelu),
          single("Clip", SELECTION, Selections::clip, "min", "max"),
          single("Max", SELECTION, Selections::max),
          single("Min", SELECTION, Selections::min),
          single("Where", LINEAR, Selections::where));

  private Selections() {}

  /** y = max(x, 0), with y′(0) = 0. */
  static Jet relu(Jet x, Call call) {
    NDArray y = Torch.relu(x.value());
    return call.taylor()
        .elementwise(x, y, () -> (Autograd.isRecording() ? y.stopGradient() : y).sign(), null);
  }

  /** y′(0) = 0. */
  static Jet abs(Jet x, Call call) {
    return call.taylor().elementwise(x, x.value().abs(), () -> x.value().sign(), null);
  }

  /** y = x where x is positive, else α x. */
  static Jet leakyRelu(Jet x, Call call) {
    Taylor taylor = call.taylor();
    double alpha = call.attributes().real("alpha", 0.01);
    return taylor.elementwise(
        x,
        Torch.leakyRelu(x.value(), alpha),
        () -> Torch.where(x.value().gt(taylor.scalar(0)), taylor.scalar(1), taylor.scalar(alpha)),
        null);
  }

  /** y = x where x is positive, else w x. */
  static Jet prelu(Call call) {
    Taylor taylor = call.taylor();
    Jet x = call.jet(0);
    return taylor.where(x.value().gt(taylor.scalar(0)), x, taylor.multiply(x, call.jet(1)));
  }

  /** y = x where x is above α, else 0. */
  static Jet thresholdedRelu(Jet x, Call call) {
    Taylor taylor = call.taylor();
    NDArray above = x.value().gt(taylor.scalar(call.attributes().real("alpha", 1)));
    return taylor.where(above, x, Jet.constant(taylor.scalar(0)));
  }

  /** y = α x + β cut off below 0 and above 1. */
  static Jet hardSigmoid(Jet x, Call call) {
    return ramp(
        x,
        call.attributes().real("alpha", 0.2),
        call.attributes().real("beta", 0.5),
        call.taylor());
  }

  /** y = x times the ramp of slope ⅙ through ½. */
  static Jet hardSwish(Jet x, Call call) {
    return call.taylor().multiply(x, ramp(x, 1.0 / 6, 0.5, call.taylor()));
  }

  private static Jet ramp(Jet x, double slope, double height, Taylor taylor) {
    NDArray zero = taylor.scalar(0);
    NDArray one = taylor.scalar(1);
    NDArray line = x.value().mul(taylor.scalar(slope)).add(taylor.scalar(height));
    return taylor.elementwise(
        x,
        line.maximum(zero).minimum(one),
        () -> Torch.where(line.gt(zero).logicalAnd(line.lt(one)), taylor.scalar(slope), zero),
        null);
  }

  /** Bounds are operands, or before opset 11 attributes; at a bound, x moves on. */
  static Jet clip(Call call) {
    Taylor taylor = call.taylor();
    Jet y = call.jet(0);
    Jet low = bound(call, 1, "min");
    if (low != null) {
      y = taylor.where(y.value().lt(low.value()), low, y);
    }
    Jet high = bound(call, 2, "max");
    if (high != null) {
      y = taylor.where(y.value().gt(high.value()), high, y);
    }
    return y;
  }

  private static Jet bound(Call call, int operand, String attribute) {
    if (call.has(operand) || !call.attributes().has(attribute)) {
      return call.jetOrNull(operand);
    }
    return Jet.constant(call.taylor().scalar(call.attributes().real(attribute, 0)));
  }

  static Jet where(Call call) {
    return call.taylor().where(call.array(0), call.jet(1), call.jet(2));
  }

  static Jet max(Call call) {
    return call.jets().stream().reduce((a, b) -> extreme(a, b, true, call.taylor())).orElseThrow();
  }

  static Jet min(Call call) {
    return call.jets().stream().reduce((a, b) -> extreme(a, b, false, call.taylor())).orElseThrow();
  }

  /** Where both are equal, the mean of their derivatives. */
  private static Jet extreme(Jet a, Jet b, boolean largest, Taylor taylor) {
    NDArray y = largest ? a.value().maximum(b.value()) : a.value().minimum(b.value());
    if (a.isConstant() && b.isConstant()) {
      return Jet.constant(y);
    }
    NDArray first = largest ? a.value().gt(b.value()) : a.value().lt(b.value());
    NDArray equal = a.value().eq(b.value());
    NDArray zero = taylor.scalar(0);
    BinaryOperator<NDArray> choose =
        (u, v) -> {
          if (u == null && v == null) {
            return null;
          }
          NDArray mean = Taylor.sum(u, v).mul(taylor.scalar(0.5));
          return Torch.where(
              first, u == null ? zero : u, Torch.where(equal, mean, v == null ? zero : v));
        };
    return new Jet(
        y,
        choose.apply(a.first(), b.first()),
        taylor.second(() -> choose.apply(a.second(), b.second())));
  }
}
