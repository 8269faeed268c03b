package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Operator.elementwise;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;

/** Smooth functions of one number. */
final class Elementwise {

  static final List<Operator> OPERATORS =
      List.of(
          elementwise("Tanh", Elementwise::tanh),
          elementwise("Sigmoid", Elementwise::sigmoid),
          elementwise("Exp", Elementwise::exp),
          elementwise("Log", Elementwise::log),
          elementwise("Sqrt", Elementwise::sqrt),
          elementwise("Reciprocal", Elementwise::reciprocal),
          elementwise("Erf", Elementwise::erf),
          elementwise("Sin", Elementwise::sin),
          elementwise("Cos", Elementwise::cos),
          elementwise("Tan", Elementwise::tan),
          elementwise("Atan", Elementwise::atan),
          elementwise("Sinh", Elementwise::sinh),
          elementwise("Cosh", Elementwise::cosh));

  private Elementwise() {}

  /** y′ = 1 − y², y″ = −2 y y′. */
  static Jet tanh(Jet x, Call call) {
    NDArray y = x.value().tanh();
    Taylor taylor = call.taylor();
    return taylor.elementwise(
        x, y, () -> taylor.scalar(1).sub(y.square()), slope -> slope.mul(y).neg());
  }

  /** y = 1/(1 + e⁻ˣ): y′ = y (1 − y), y″ = (1 − 2y) y′. */
  static Jet sigmoid(Jet x, Call call) {
    NDArray y = Torch.sigmoid(x.value());
    Taylor taylor = call.taylor();
    return taylor.elementwise(
        x, y, () -> y.mul(taylor.scalar(1).sub(y)), slope -> slope.mul(taylor.scalar(0.5).sub(y)));
  }

  static Jet exp(Jet x, Call call) {
    NDArray y = x.value().exp();
    return call.taylor().elementwise(x, y, () -> y, slope -> slope.mul(call.taylor().scalar(0.5)));
  }

  /** y′ = 1/x, y″ = −y′². */
  static Jet log(Jet x, Call call) {
    Taylor taylor = call.taylor();
    return taylor.elementwise(
        x,
        x.value().log(),
        () -> taylor.scalar(1).div(x.value()),
        slope -> slope.square().mul(taylor.scalar(-0.5)));
  }

  /** y′ = 1/(2y), y″ = −2 y′³. */
  static Jet sqrt(Jet x, Call call) {
    NDArray y = x.value().sqrt();
    return call.taylor()
        .elementwise(
            x, y, () -> call.taylor().scalar(0.5).div(y), slope -> slope.square().mul(slope).neg());
  }

  /** y = 1/x: y′ = −y², y″ = −2 y y′. */
  static Jet reciprocal(Jet x, Call call) {
    NDArray y = call.taylor().scalar(1).div(x.value());
    return call.taylor().elementwise(x, y, () -> y.square().neg(), slope -> slope.mul(y).neg());
  }

  /** y′ = 2/√π exp(−x²), y″ = −2 x y′. */
  static Jet erf(Jet x, Call call) {
    Taylor taylor = call.taylor();
    return taylor.elementwise(
        x,
        x.value().erf(),
        () -> x.value().square().neg().exp().mul(taylor.scalar(2 / Math.sqrt(Math.PI))),
        slope -> slope.mul(x.value()).neg());
  }

  static Jet sin(Jet x, Call call) {
    NDArray y = x.value().sin();
    return call.taylor()
        .elementwise(x, y, () -> x.value().cos(), slope -> y.mul(call.taylor().scalar(-0.5)));
  }

  static Jet cos(Jet x, Call call) {
    NDArray y = x.value().cos();
    return call.taylor()
        .elementwise(x, y, () -> x.value().sin().neg(), slope -> y.mul(call.taylor().scalar(-0.5)));
  }

  /** y′ = 1 + y², y″ = 2 y y′. */
  static Jet tan(Jet x, Call call) {
    NDArray y = x.value().tan();
    return call.taylor()
        .elementwise(x, y, () -> call.taylor().scalar(1).add(y.square()), slope -> slope.mul(y));
  }

  /** y′ = 1/(1 + x²), y″ = −2 x y′². */
  static Jet atan(Jet x, Call call) {
    Taylor taylor = call.taylor();
    return taylor.elementwise(
        x,
        x.value().atan(),
        () -> taylor.scalar(1).div(taylor.scalar(1).add(x.value().square())),
        slope -> slope.square().mul(x.value()).neg());
  }

  static Jet sinh(Jet x, Call call) {
    NDArray y = x.value().sinh();
    return call.taylor()
        .elementwise(x, y, () -> x.value().cosh(), slope -> y.mul(call.taylor().scalar(0.5)));
  }

  static Jet cosh(Jet x, Call call) {
    NDArray y = x.value().cosh();
    return call.taylor()
        .elementwise(x, y, () -> x.value().sinh(), slope -> y.mul(call.taylor().scalar(0.5)));
  }
}
