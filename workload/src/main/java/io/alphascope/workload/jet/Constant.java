package io.alphascope.workload.jet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A value that depends only on the graph and the shapes of its inputs, so that it is computed once
 * for all steps of these shapes: a shape, an index, a mask. Not thread-safe.
 */
public final class Constant implements Value {
  private final NDArray array;
  private long[] integers;

  /**
   * @param array FLOAT32, FLOAT64, INT64 or BOOLEAN; lives as long as the constant is in use
   */
  public Constant(NDArray array) {
    this.array = array;
  }

  public NDArray array() {
    return array;
  }

  public Jet jet() {
    return Jet.constant(array);
  }

  /**
   * The elements in C order; must not be changed.
   *
   * @throws IllegalArgumentException if they are not integers
   */
  public long[] integers() {
    if (integers == null) {
      integers = read();
    }
    return integers;
  }

  private long[] read() {
    DataType type = array.getDataType();
    if (type == DataType.BOOLEAN) {
      boolean[] flags = array.toBooleanArray();
      long[] ones = new long[flags.length];
      for (int i = 0; i < flags.length; i++) {
        ones[i] = flags[i] ? 1 : 0;
      }
      return ones;
    }
    if (type != DataType.INT64) {
      throw new IllegalArgumentException("expected integers, found " + type);
    }
    return array.toLongArray();
  }

  /**
   * The one element.
   *
   * @throws IllegalArgumentException if there is not exactly one
   */
  public double number() {
    if (array.getShape().size() != 1) {
      throw new IllegalArgumentException(
          "expected one number, found an array of shape " + array.getShape());
    }
    ByteBuffer bytes = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    return switch (array.getDataType()) {
      case FLOAT64 -> bytes.getDouble();
      case FLOAT32 -> bytes.getFloat();
      default -> integers()[0];
    };
  }
}
