package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.BILINEAR;
import static io.alphascope.workload.operator.Degree.CURVED;
import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;
import static io.alphascope.workload.operator.Operator.unary;
import static io.alphascope.workload.operator.Rows.OF_ALL;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;

/** Sums, quotients, remainders and powers; of integers too, as shapes are computed with them. */
final class Arithmetic {

  static final List<Operator> OPERATORS =
      List.of(
          single("Add", LINEAR, call -> call.taylor().add(call.jet(0), call.jet(1)))
              .keeping(OF_ALL),
          single("Sub", LINEAR, call -> call.taylor().subtract(call.jet(0), call.jet(1)))
              .keeping(OF_ALL),
          single("Sum", LINEAR, Arithmetic::sum),
          single("Mean", LINEAR, Arithmetic::mean),
          unary("Neg", LINEAR, (x, call) -> call.taylor().negate(x)).keeping(OF_ALL),
          single("Mul", BILINEAR, call -> call.taylor().multiply(call.jet(0), call.jet(1)))
              .keeping(OF_ALL),
          single("Div", CURVED, Arithmetic::divide),
          single("Pow", CURVED, Arithmetic::pow),
          single("Mod", CURVED, Arithmetic::mod, "fmod"));

  private Arithmetic() {}

  static Jet sum(Call call) {
    return call.jets().stream().reduce(call.taylor()::add).orElseThrow();
  }

  static Jet mean(Call call) {
    return call.taylor().scale(sum(call), 1.0 / call.size());
  }

  static Jet divide(Call call) {
    Jet a = call.jet(0);
    Jet b = call.jet(1);
    return a.value().getDataType().isFloating()
        ? call.taylor().divide(a, b)
        : Jet.constant(quotient(a.value(), b.value()));
  }

  /** Integers, rounded towards zero; exact below 2⁵³. */
  private static NDArray quotient(NDArray a, NDArray b) {
    refuseZeros(b);
    return a.toType(DataType.FLOAT64, false)
        .div(b.toType(DataType.FLOAT64, false))
        .trunc()
        .toType(DataType.INT64, false);
  }

  private static void refuseZeros(NDArray divisors) {
    for (long divisor : divisors.toLongArray()) {
      if (divisor == 0) {
        throw new IllegalArgumentException("an integer is divided by zero");
      }
    }
  }

  /**
   * y = a − b q, q the quotient rounded towards zero; of integers without {@code fmod} rounded
   * down.
   */
  static Jet mod(Call call) {
    Jet a = call.jet(0);
    Jet b = call.jet(1);
    boolean towardsZero = call.attributes().flag("fmod", false);
    if (!a.value().getDataType().isFloating()) {
      refuseZeros(b.value());
      return Jet.constant(
          towardsZero
              ? a.value().sub(b.value().mul(quotient(a.value(), b.value())))
              : a.value().mod(b.value()));
    }
    NDArray exact = a.value().div(b.value());
    Jet quotient = Jet.constant(towardsZero ? exact.trunc() : exact.floor());
    return call.taylor().subtract(a, call.taylor().multiply(b, quotient));
  }

  static Jet pow(Call call) {
    Jet base = call.jet(0);
    Jet exponent = call.jet(1);
    if (!base.value().getDataType().isFloating()) {
      return Jet.constant(integerPower(base.value(), exponent.value()));
    }
    if (!exponent.isConstant()) {
      return movingPower(base, exponent, call);
    }
    if (call.isConstant(1) && exponent.rank() <= base.rank() && exponent.shape().size() == 1) {
      return power(base, call.constant(1), call);
    }
    return power(base, exponent.value(), call.taylor());
  }

  private static NDArray integerPower(NDArray base, NDArray exponent) {
    if (!exponent.getDataType().isFloating()) {
      return base.pow(exponent);
    }
    return base.toType(DataType.FLOAT64, false)
        .pow(exponent.toType(DataType.FLOAT64, false))
        .toType(DataType.INT64, false);
  }

  /** y = xᵖ, p a number of the graph: y′ = p xᵖ⁻¹, y″ = p (p − 1) xᵖ⁻². */
  private static Jet power(Jet x, Constant exponent, Call call) {
    double p = exponent.number();
    Taylor taylor = call.taylor();
    if (p == 0) {
      return Jet.constant(x.value().pow(taylor.scalar(0)));
    }
    if (p == 1) {
      return x;
    }
    if (p == 2) {
      return taylor.square(x);
    }
    if (p == 0.5) {
      return Elementwise.sqrt(x, call);
    }
    return taylor.elementwise(
        x,
        x.value().pow(taylor.scalar(p)),
        () -> x.value().pow(taylor.scalar(p - 1)).mul(taylor.scalar(p)),
        slope -> x.value().pow(taylor.scalar(p - 2)).mul(taylor.scalar(0.5 * p * (p - 1))));
  }

  /** As above with an exponent an element; where a factor p or p − 1 is zero, x may be too. */
  private static Jet power(Jet x, NDArray exponent, Taylor taylor) {
    NDArray p =
        exponent.getDataType() == taylor.type() ? exponent : exponent.toType(taylor.type(), false);
    NDArray one = taylor.scalar(1);
    return taylor.elementwise(
        x,
        x.value().pow(p),
        () -> term(x.value(), p, p.sub(one)),
        slope ->
            term(x.value(), p.mul(p.sub(one)).mul(taylor.scalar(0.5)), p.sub(taylor.scalar(2))));
  }

  /** c xᵖ, 0 where c is. */
  private static NDArray term(NDArray x, NDArray factor, NDArray power) {
    NDArray zero = factor.eq(factor.sub(factor));
    return x.pow(Torch.where(zero, factor, power)).mul(factor);
  }

  /** y = aᵇ = exp(b log a), a > 0. */
  private static Jet movingPower(Jet base, Jet exponent, Call call) {
    Taylor taylor = call.taylor();
    NDArray y = base.value().pow(exponent.value());
    Jet logarithm = taylor.multiply(exponent, Elementwise.log(base, call));
    return taylor.elementwise(logarithm, y, () -> y, slope -> slope.mul(taylor.scalar(0.5)));
  }
}
