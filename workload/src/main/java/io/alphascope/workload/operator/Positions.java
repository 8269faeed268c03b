package io.alphascope.workload.operator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import java.util.Arrays;

/** Positions along axes as graphs and batches give them: negative ones count from the end. */
final class Positions {

  private Positions() {}

  /** The integers of an operand; must not be changed. */
  static long[] integers(Call call, int operand) {
    if (call.isConstant(operand)) {
      return call.integers(operand);
    }
    NDArray array = call.array(operand);
    if (array.getDataType() != DataType.INT64) {
      throw new IllegalArgumentException(
          "operand %d: expected integers, found %s".formatted(operand, array.getDataType()));
    }
    return array.toLongArray();
  }

  /**
   * An operand's positions, counted from 0, in its shape.
   *
   * @param length of the axis
   * @throws IllegalArgumentException naming the first that does not exist
   */
  static NDArray along(Call call, int operand, long length) {
    long[] given = integers(call, operand);
    boolean negative = false;
    for (int i = 0; i < given.length; i++) {
      check(given[i], length, i, call.shape(operand));
      negative |= given[i] < 0;
    }
    if (!negative) {
      return call.array(operand);
    }
    long[] counted = Arrays.stream(given).map(at -> at < 0 ? at + length : at).toArray();
    return Torch.create(call.taylor().manager(), call.shape(operand), counted);
  }

  /**
   * Positions in an array of several axes, each named by as many integers in a row, as positions
   * among its elements in C order.
   *
   * @param lengths of the axes
   */
  static long[] inside(Call call, int operand, long[] lengths) {
    long[] given = integers(call, operand);
    int axes = lengths.length;
    long[] positions = new long[Math.toIntExact(axes == 0 ? 1 : given.length / axes)];
    for (int i = 0; i < positions.length; i++) {
      for (int axis = 0; axis < axes; axis++) {
        long at = given[i * axes + axis];
        check(at, lengths[axis], i * axes + axis, call.shape(operand));
        positions[i] = positions[i] * lengths[axis] + (at < 0 ? at + lengths[axis] : at);
      }
    }
    return positions;
  }

  private static void check(long position, long length, int element, Shape shape) {
    if (position >= length || position < -length) {
      throw new IllegalArgumentException(
          "index %d, found at %s of the indices, does not exist: the axis has length %d, so that they go from %d to %d"
              .formatted(
                  position,
                  Arrays.toString(coordinates(element, shape)),
                  length,
                  -length,
                  length - 1));
    }
  }

  private static long[] coordinates(long element, Shape shape) {
    long[] at = new long[shape.dimension()];
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = element % shape.get(axis);
      element /= shape.get(axis);
    }
    return at;
  }
}
