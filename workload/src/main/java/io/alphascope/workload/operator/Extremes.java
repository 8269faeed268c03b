package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.SELECTION;
import static io.alphascope.workload.operator.Operator.unary;
import static io.alphascope.workload.operator.Reductions.reduction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.Taylor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The largest and smallest elements over axes, with their derivatives, and their positions. Of
 * equal ones the first.
 */
final class Extremes {

  static final List<Operator> OPERATORS =
      List.of(
          reduction("ReduceMax", SELECTION, Extremes::max),
          reduction("ReduceMin", SELECTION, Extremes::min),
          unary("ArgMax", SELECTION, Extremes::argMax, "axis", "keepdims", "select_last_index"),
          unary("ArgMin", SELECTION, Extremes::argMin, "axis", "keepdims", "select_last_index"));

  private Extremes() {}

  static Jet max(Jet x, Call call) {
    return reduce(
        call.taylor(), x, Reductions.axes(call, x.rank()), Reductions.keepsAxes(call), true);
  }

  static Jet min(Jet x, Call call) {
    return reduce(
        call.taylor(), x, Reductions.axes(call, x.rank()), Reductions.keepsAxes(call), false);
  }

  static Jet reduce(Taylor taylor, Jet x, long[] axes, boolean keepAxes, boolean largest) {
    if (axes.length == 0) {
      return x;
    }
    long[] kept =
        LongStream.range(0, x.rank()).filter(axis -> Arrays.binarySearch(axes, axis) < 0).toArray();
    int last = kept.length;
    UnaryOperator<NDArray> asRows = rows(x.shape(), kept, axes);
    Jet rows = taylor.linear(x, asRows);
    NDArray positions = positions(rows.value(), last, largest);
    long[] shape =
        keepAxes
            ? LongStream.range(0, x.rank())
                .map(axis -> Arrays.binarySearch(axes, axis) < 0 ? x.length((int) axis) : 1)
                .toArray()
            : Arrays.stream(kept).map(axis -> x.length((int) axis)).toArray();
    return taylor.linear(rows, array -> Torch.reshape(Torch.gather(array, positions, last), shape));
  }

  /** The axes that stay, then one of all others. */
  private static UnaryOperator<NDArray> rows(Shape shape, long[] kept, long[] axes) {
    long[] order = LongStream.concat(Arrays.stream(kept), Arrays.stream(axes)).toArray();
    long[] lengths =
        LongStream.concat(Arrays.stream(kept).map(axis -> shape.get((int) axis)), LongStream.of(-1))
            .toArray();
    boolean ordered = Arrays.equals(order, LongStream.range(0, order.length).toArray());
    return array -> Torch.reshape(ordered ? array : Torch.permute(array, order), lengths);
  }

  private static NDArray positions(NDArray array, int axis, boolean largest) {
    NDArray numbers =
        array.getDataType() == DataType.BOOLEAN ? array.toType(DataType.INT64, false) : array;
    return largest ? Torch.argMax(numbers, axis) : Torch.argMin(numbers, axis);
  }

  static Jet argMax(Jet x, Call call) {
    return position(x, call, true);
  }

  static Jet argMin(Jet x, Call call) {
    return position(x, call, false);
  }

  private static Jet position(Jet x, Call call, boolean largest) {
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    NDArray y;
    if (call.attributes().flag("select_last_index", false)) {
      NDArray end = Torch.create(call.taylor().manager(), new Shape(), x.length(axis) - 1);
      y = end.sub(positions(Torch.flip(x.value(), axis), axis, largest));
    } else {
      y = positions(x.value(), axis, largest);
    }
    return Reductions.keepsAxes(call)
        ? Jet.constant(y)
        : Reductions.squeeze(call.taylor(), Jet.constant(y), new long[] {axis});
  }
}
