package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;

/**
 * Operators that hand on some of their operands' elements, and these elements' derivatives: f″ = 0.
 * Where two are equal, the choice is PyTorch's.
 */
final class Selections {

  private Selections() {}

  /** y = max(x, 0), with y′(0) = 0. */
  static Jet relu(Jet x, Call call) {
    NDArray y = Torch.relu(x.value());
    return call.taylor()
        .elementwise(x, y, () -> (Autograd.isRecording() ? y.stopGradient() : y).sign(), null);
  }
}
