package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.SELECTION;
import static io.alphascope.workload.operator.Operator.unary;
import static io.alphascope.workload.operator.Rows.OF_FIRST;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.List;
import java.util.Optional;

/** The largest elements of windows, and their derivatives: f″ = 0. Of equal ones, the first. */
final class MaxPooling {

  private static final String[] LARGEST_OF_WINDOWS = {
    "auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "storage_order", "strides"
  };

  static final List<Operator> OPERATORS =
      List.of(
          unary("MaxPool", SELECTION, MaxPooling::maxPool, LARGEST_OF_WINDOWS)
              .refusing(MaxPooling::refusal)
              .keeping(OF_FIRST),
          unary("GlobalMaxPool", SELECTION, MaxPooling::global).keeping(OF_FIRST));

  private MaxPooling() {}

  static Optional<String> refusal(Node node) {
    if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
      return Optional.of("its indices are not computed");
    }
    return Windows.refusal(node);
  }

  static Jet maxPool(Jet x, Call call) {
    Taylor taylor = call.taylor();
    Windows windows = Windows.of(call.attributes(), x, call.attributes().integers("kernel_shape"));
    Shape result = windows.result(x.length(0), x.length(1));
    if (x.isConstant() && windows.isDense() && windows.isEven() && windows.isNarrow()) {
      return Jet.constant(
          Torch.maxPool(x.value(), windows.kernel(), windows.stride(), windows.before(), false));
    }
    boolean planes = windows.axes() < 3 && x.value().getDevice().equals(Device.cpu());
    return planes ? ofPlanes(taylor, windows, x, result) : axisByAxis(taylor, windows, x);
  }

  private static Jet ofPlanes(Taylor taylor, Windows windows, Jet x, Shape result) {
    NDArray positions = Largest.positions(taylor.manager(), windows, x.value());
    long[] flat = {x.length(0), x.length(1), x.shape().slice(2).size()};
    long[] shape = result.getShape();
    return taylor.linear(
        x, array -> Torch.reshape(Torch.gather(Torch.reshape(array, flat), positions, 2), shape));
  }

  /** In PyTorch alone, so that nothing leaves a GPU. */
  private static Jet axisByAxis(Taylor taylor, Windows windows, Jet x) {
    Jet best = windows.padded(taylor, x, Double.NEGATIVE_INFINITY);
    for (int axis = windows.axes() - 1; axis >= 0; axis--) {
      best = best(taylor, windows, best, axis);
    }
    return best;
  }

  /** The largest along an axis; axis by axis, the last first, the first in C order wins. */
  private static Jet best(Taylor taylor, Windows windows, Jet x, int axis) {
    Jet best = element(taylor, windows, x, axis, 0);
    for (long place = 1; place < windows.kernel()[axis]; place++) {
      Jet next = element(taylor, windows, x, axis, place);
      best = taylor.where(next.value().gt(best.value()), next, best);
    }
    return best;
  }

  private static Jet element(Taylor taylor, Windows windows, Jet x, int axis, long place) {
    return taylor.linear(x, array -> windows.elements(array, axis, place));
  }

  /** The largest of each channel. */
  static Jet global(Jet x, Call call) {
    long[] flat = {x.length(0), x.length(1), x.shape().slice(2).size()};
    NDArray positions = Torch.argMax(Torch.reshape(x.value(), flat), 2);
    Shape shape = x.shape().slice(0, 2);
    for (int axis = 2; axis < x.rank(); axis++) {
      shape = shape.add(1);
    }
    long[] small = shape.getShape();
    return call.taylor()
        .linear(
            x,
            array -> Torch.reshape(Torch.gather(Torch.reshape(array, flat), positions, 2), small));
  }
}
