package io.alphascope.workload.loss;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** A class per position, in C order. */
final class ClassLabels implements Targets {
  private final int[] labels;
  private final Shape shape;

  /**
   * @param shape [n] or [n, …], of as many elements
   */
  ClassLabels(int[] labels, Shape shape) {
    Targets.requireCount(labels.length, shape);
    this.labels = labels;
    this.shape = shape;
  }

  /** Not a copy. */
  int[] labels() {
    return labels;
  }

  Shape shape() {
    return shape;
  }

  /** Labels per sample. */
  int positions() {
    return Math.toIntExact(shape.slice(1).size());
  }

  /** Σ w over the labels but the ignored ones. */
  double weight(double[] weights, int ignored) {
    double sum = 0;
    for (int label : labels) {
      sum += label == ignored ? 0 : weights[label];
    }
    return sum;
  }

  @Override
  public int size() {
    return Math.toIntExact(shape.get(0));
  }

  @Override
  public double value(int sample, int output) {
    if (positions() != 1) {
      throw new IllegalArgumentException("targets: a sample has %d classes".formatted(positions()));
    }
    return labels[sample] == output ? 1 : 0;
  }

  @Override
  public Targets part(int first, int count) {
    int each = positions();
    return new ClassLabels(
        Arrays.copyOfRange(labels, first * each, (first + count) * each),
        new Shape(count).addAll(shape.slice(1)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassLabels that
        && shape.equals(that.shape)
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(labels) + shape.hashCode();
  }

  @Override
  public String toString() {
    return "ClassLabels" + Outputs.text(shape);
  }
}
