package io.alphascope.workload.operator;

import static io.alphascope.workload.operator.Degree.LINEAR;
import static io.alphascope.workload.operator.Operator.single;

import ai.djl.ndarray.NDArray;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import java.util.List;
import java.util.stream.LongStream;

/** Every so many-th element of an axis, from one to another. */
final class Slicing {

  static final List<Operator> OPERATORS = List.of(single("Slice", LINEAR, Slicing::slice));

  private Slicing() {}

  /** x[start:end:step] along each axis named, as Python has it. */
  static Jet slice(Call call) {
    Jet y = call.jet(0);
    long[] starts = call.integers(1);
    long[] ends = call.integers(2);
    long[] axes = call.has(3) ? call.integers(3) : LongStream.range(0, starts.length).toArray();
    if (ends.length != starts.length || axes.length != starts.length) {
      throw new IllegalArgumentException(
          "%d starts, %d ends and %d axes are named; they must be as many"
              .formatted(starts.length, ends.length, axes.length));
    }
    for (int i = 0; i < starts.length; i++) {
      int axis = Call.axis(axes[i], y.rank());
      long step = call.has(4) ? call.integers(4)[i] : 1;
      Range range = Range.of(y.length(axis), starts[i], ends[i], step);
      if (!range.isAllOf(y.length(axis))) {
        y = call.taylor().linear(y, array -> range.of(array, axis));
      }
    }
    return y;
  }

  /**
   * Elements of an axis.
   *
   * @param first the least position
   * @param end behind the greatest
   * @param reversed whether the greatest comes first
   */
  private record Range(long first, long end, long step, boolean reversed) {

    /**
     * @param start negative: from the end; either bound may lie outside
     */
    static Range of(long length, long start, long end, long step) {
      if (step == 0) {
        throw new IllegalArgumentException("a slice cannot have step 0");
      }
      long from = start < 0 ? start + length : start;
      long to = end < 0 ? end + length : end;
      if (step > 0) {
        return new Range(
            Math.max(0, Math.min(from, length)), Math.max(0, Math.min(to, length)), step, false);
      }
      long greatest = Math.min(from, length - 1);
      long behind = Math.max(to, -1);
      long stride = -Math.max(step, -Math.max(length, 1));
      long count = Math.max(0, (greatest - behind + stride - 1) / stride);
      return count == 0
          ? new Range(0, 0, 1, false)
          : new Range(greatest - (count - 1) * stride, greatest + 1, stride, true);
    }

    boolean isAllOf(long length) {
      return first == 0 && end == length && step == 1 && !reversed;
    }

    NDArray of(NDArray array, int axis) {
      NDArray part = Torch.slice(array, axis, first, Math.max(first, end), step);
      return reversed ? Torch.flip(part, axis) : part;
    }
  }
}
