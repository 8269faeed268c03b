package io.alphascope.workload.operator;

import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;

/** The same elements in another shape. */
final class Shapes {

  private Shapes() {}

  /** [the axes before, the axes from `axis` on]. */
  static Jet flatten(Jet x, Call call) {
    long axis = call.attributes().integer("axis", 1);
    int split = axis == x.rank() ? x.rank() : Call.axis(axis, x.rank());
    long rows = x.shape().slice(0, split).size();
    long columns = x.shape().slice(split).size();
    return call.taylor().linear(x, array -> Torch.reshape(array, rows, columns));
  }

  /** 0 in the shape: the operand's length, unless {@code allowzero}; −1: what is left. */
  static Jet reshape(Call call) {
    Jet x = call.jet(0);
    long[] shape = call.integers(1).clone();
    if (!call.attributes().flag("allowzero", false)) {
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = shape[axis] == 0 ? x.length(axis) : shape[axis];
      }
    }
    return call.taylor().linear(x, array -> Torch.reshape(array, shape));
  }
}
