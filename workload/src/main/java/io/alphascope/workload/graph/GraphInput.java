package io.alphascope.workload.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a graph is run on.
 *
 * @param type FLOAT32 for numbers of whatever width the parameters have, INT64 or BOOLEAN
 * @param shape −1: any length; the first axis counts samples. null: nothing is said
 */
public record GraphInput(String name, DataType type, long[] shape) {

  /** For messages: {@code [n, 1, 28, 28]}. */
  public String shapeText() {
    if (shape == null) {
      return "of any shape";
    }
    return Arrays.stream(shape)
        .mapToObj(length -> length < 0 ? "?" : Long.toString(length))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Whether an array of this shape fits. */
  public boolean takes(Shape given) {
    if (shape == null) {
      return true;
    }
    return given.dimension() == shape.length
        && IntStream.range(0, shape.length)
            .allMatch(axis -> shape[axis] < 0 || shape[axis] == given.get(axis));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GraphInput that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(name, type, shapeText());
  }
}
