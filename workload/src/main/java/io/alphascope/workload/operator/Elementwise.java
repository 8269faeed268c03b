package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;

/** Smooth functions of one number. */
final class Elementwise {

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
}
