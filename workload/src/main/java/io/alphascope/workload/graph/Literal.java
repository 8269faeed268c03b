package io.alphascope.workload.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor that a graph holds: an initializer or an attribute.
 *
 * @param type FLOAT32, FLOAT64, INT64 or BOOLEAN; narrower types are widened when they are read
 * @param data little-endian, C order, from position 0; must not be changed
 */
public record Literal(DataType type, Shape shape, ByteBuffer data) {

  /**
   * @throws IllegalArgumentException if the bytes are not as many as the shape says
   */
  public Literal {
    long expected = Math.multiplyExact(shape.size(), (long) type.getNumOfBytes());
    if (data.remaining() != expected) {
      throw new IllegalArgumentException(
          "a tensor of shape %s takes %d bytes, found %d"
              .formatted(shape, expected, data.remaining()));
    }
    data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Integers of one axis. */
  public static Literal of(long... integers) {
    ByteBuffer data = allocate(integers.length, Long.BYTES);
    for (long integer : integers) {
      data.putLong(integer);
    }
    return new Literal(DataType.INT64, new Shape(integers.length), data.flip());
  }

  /** Float64 numbers of one axis. */
  public static Literal of(double[] numbers) {
    ByteBuffer data = allocate(numbers.length, Double.BYTES);
    for (double number : numbers) {
      data.putDouble(number);
    }
    return new Literal(DataType.FLOAT64, new Shape(numbers.length), data.flip());
  }

  /** A float64 number without axes. */
  public static Literal of(double number) {
    return new Literal(
        DataType.FLOAT64, new Shape(), allocate(1, Double.BYTES).putDouble(number).flip());
  }

  /**
   * The one element; of float32, what was meant by it ({@link Widened}).
   *
   * @throws IllegalArgumentException if there is not exactly one
   */
  public double number() {
    if (shape.size() != 1) {
      throw new IllegalArgumentException("expected one number, found a tensor of shape " + shape);
    }
    ByteBuffer element = elements();
    return switch (type) {
      case FLOAT32 -> Widened.of(element.getFloat());
      case FLOAT64 -> element.getDouble();
      case INT64 -> element.getLong();
      case BOOLEAN -> element.get();
      default -> throw new IllegalArgumentException("no tensors of type " + type);
    };
  }

  private static ByteBuffer allocate(int elements, int bytes) {
    return ByteBuffer.allocate(elements * bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The same on memory of its own. */
  public Literal copy() {
    return new Literal(type, shape, ByteBuffer.allocate(data.remaining()).put(elements()).flip());
  }

  /** A reader of the elements, at the first. */
  public ByteBuffer elements() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether the elements are floating-point numbers. */
  public boolean isFloating() {
    return type.isFloating();
  }
}
