package io.alphascope.workload.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a graph is run on.
 *
 * @param type FLOAT32 for numbers of whatever width the parameters have, INT64 or BOOLEAN
 * @param shape −1: any length; the first axis counts samples. null: nothing is said
 */
public record GraphInput(String name, DataType type, long[] shape) {

  /**
   * The shape in which data go into the graph: their own, or, where the elements lie in the same
   * order, the one that the graph names: flat samples, and axes of length 1 more or less.
   *
   * @param data [n, …]
   * @throws IllegalArgumentException if they do not fit
   */
  public Shape fit(Shape data) {
    if (data.dimension() > 0 && data.get(0) > 0) {
      if (takes(data)) {
        return data;
      }
      Shape reshaped = shapeForSamples(data.get(0)).orElse(null);
      if (reshaped != null
          && reshaped.size() == data.size()
          && (data.dimension() == 2
              || reshaped.dimension() == 2
              || Arrays.equals(longerThanOne(data), longerThanOne(reshaped)))) {
        return reshaped;
      }
    }
    throw new IllegalArgumentException(
        "%s: expected shape %s with at least one sample, found %s%s"
            .formatted(name, shapeText(), Arrays.toString(data.getShape()), hint(data)));
  }

  /** The graph's own shape for n samples; empty if it leaves other lengths open. */
  public Optional<Shape> shapeForSamples(long samples) {
    if (shape == null || shape.length == 0 || shape[0] >= 0 && shape[0] != samples) {
      return Optional.empty();
    }
    long[] lengths = shape.clone();
    lengths[0] = samples;
    return Arrays.stream(lengths).anyMatch(length -> length < 0)
        ? Optional.empty()
        : Optional.of(new Shape(lengths));
  }

  /** The lengths but for those of 1. */
  private static long[] longerThanOne(Shape of) {
    return Arrays.stream(of.getShape()).filter(length -> length != 1).toArray();
  }

  private String hint(Shape data) {
    return shape.length > 0 && shape[0] >= 0 && data.dimension() > 0 && shape[0] != data.get(0)
        ? "; the graph was exported for %d samples alone: export it with a free first axis (dynamic_shapes)"
            .formatted(shape[0])
        : "";
  }

  /** For messages: {@code [n, 1, 28, 28]}. */
  public String shapeText() {
    if (shape == null) {
      return "of any shape";
    }
    return IntStream.range(0, shape.length)
        .mapToObj(axis -> shape[axis] >= 0 ? Long.toString(shape[axis]) : axis == 0 ? "n" : "?")
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
