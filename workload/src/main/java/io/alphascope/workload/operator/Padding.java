package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Arrays made larger: padded, repeated, broadcast. */
final class Padding {

  static final List<Operator> OPERATORS =
      List.of(
          single("Expand", LINEAR, Padding::expand),
          single("Tile", LINEAR, Padding::tile),
          single("Pad", LINEAR, Padding::pad, "mode").refusing(Padding::refusal));

  private static final List<String> MODES = List.of("constant", "reflect", "edge", "wrap");

  private Padding() {}

  static Optional<String> refusal(Node node) {
    String mode = node.attributes().text("mode", "constant");
    return MODES.contains(mode)
        ? Optional.empty()
        : Optional.of("mode '%s' is not supported".formatted(mode));
  }

  /** Pads axes, or cuts them where a width is negative. */
  static Jet pad(Call call) {
    Jet x = call.jet(0);
    long[] before = new long[x.rank()];
    long[] after = new long[x.rank()];
    long[] widths = call.integers(1);
    long[] axes = call.has(3) ? call.integers(3) : LongStream.range(0, x.rank()).toArray();
    if (widths.length != 2 * axes.length) {
      throw new IllegalArgumentException(
          "%d widths are named for %d axes; it wants two each"
              .formatted(widths.length, axes.length));
    }
    for (int i = 0; i < axes.length; i++) {
      int axis = Call.axis(axes[i], x.rank());
      before[axis] = widths[i];
      after[axis] = widths[i + axes.length];
    }
    String mode = call.attributes().text("mode", "constant");
    return mode.equals("constant")
        ? constant(call.taylor(), x, before, after, call.number(2, 0))
        : continued(call.taylor(), x, before, after, mode);
  }

  /** With a number around, or with elements cut off. */
  static Jet constant(Taylor taylor, Jet x, long[] before, long[] after, double number) {
    if (Arrays.stream(before).allMatch(width -> width == 0)
        && Arrays.stream(after).allMatch(width -> width == 0)) {
      return x;
    }
    long[] shape = x.shape().getShape().clone();
    Arrays.setAll(shape, axis -> shape[axis] + before[axis] + after[axis]);
    Sizes.checked(shape);
    return taylor.affine(
        x,
        Torch.pad(x.value(), before, after, number),
        array -> Torch.pad(array, before, after, 0));
  }

  /** With its own elements around. */
  private static Jet continued(Taylor taylor, Jet x, long[] before, long[] after, String mode) {
    Jet y = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      int along = axis;
      long first = Math.max(0, -before[axis]);
      long last = x.length(axis) - Math.max(0, -after[axis]);
      if (before[axis] == 0 && after[axis] == 0) {
        continue;
      }
      if (first >= last) {
        throw new IllegalArgumentException(
            "of axis %d nothing is left to continue".formatted(axis));
      }
      long[] shape = y.shape().getShape().clone();
      shape[axis] = x.length(axis) + before[axis] + after[axis];
      Sizes.checked(shape);
      long[] positions =
          LongStream.range(-Math.max(0, before[axis]), last - first + Math.max(0, after[axis]))
              .map(at -> first + inside(at, last - first, mode))
              .toArray();
      NDArray from = Torch.create(taylor.manager(), new Shape(positions.length), positions);
      y = taylor.linear(y, array -> Torch.reshape(Indexing.take(array, along, from), shape));
    }
    return y;
  }

  private static long inside(long position, long length, String mode) {
    return switch (mode) {
      case "edge" -> Math.max(0, Math.min(position, length - 1));
      case "wrap" -> Math.floorMod(position, length);
      default -> {
        long period = Math.max(1, 2 * (length - 1));
        long at = Math.floorMod(position, period);
        yield at < length ? at : period - at;
      }
    };
  }

  /** Broadcast to a shape and with it. */
  static Jet expand(Call call) {
    Jet x = call.jet(0);
    Shape shape = Sizes.broadcast(x.shape(), Sizes.checked(call.integers(1)));
    return call.taylor().linear(x, array -> Torch.broadcast(array, shape));
  }

  /** So many times along each axis. */
  static Jet tile(Call call) {
    Jet x = call.jet(0);
    long[] times = call.integers(1);
    if (times.length != x.rank()) {
      throw new IllegalArgumentException(
          "%d repeats are named for %d axes".formatted(times.length, x.rank()));
    }
    long[] shape = x.shape().getShape().clone();
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = product(shape[axis], times[axis]);
    }
    Sizes.checked(shape);
    return call.taylor().linear(x, array -> Torch.tile(array, times));
  }

  /** Without overflow; negative where a factor is. */
  private static long product(long length, long times) {
    return times <= Sizes.MOST_ELEMENTS ? length * times : Long.MAX_VALUE;
  }
}
