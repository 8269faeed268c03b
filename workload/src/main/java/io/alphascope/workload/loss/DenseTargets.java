package io.alphascope.workload.loss;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** A number per output, in C order. */
final class DenseTargets implements Targets {
  private final double[] values;
  private final Shape shape;

  /**
   * @param shape [n, …], of as many elements
   */
  DenseTargets(double[] values, Shape shape) {
    Targets.requireCount(values.length, shape);
    this.values = values;
    this.shape = shape;
  }

  /** Not a copy. */
  double[] values() {
    return values;
  }

  Shape shape() {
    return shape;
  }

  @Override
  public int size() {
    return Math.toIntExact(shape.get(0));
  }

  @Override
  public double value(int sample, int output) {
    return values[sample * Math.toIntExact(shape.slice(1).size()) + output];
  }

  @Override
  public Targets part(int first, int count) {
    int each = Math.toIntExact(shape.slice(1).size());
    return new DenseTargets(
        Arrays.copyOfRange(values, first * each, (first + count) * each),
        new Shape(count).addAll(shape.slice(1)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DenseTargets that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + shape.hashCode();
  }

  @Override
  public String toString() {
    return "DenseTargets" + Outputs.text(shape);
  }
}
