package io.alphascope.workload.loss;

import ai.djl.ndarray.types.Shape;

/**
 * What the network's outputs should have been: a class per position, or a number per output
 * (probabilities for cross entropy). {@link Loss#check} tells whether they fit.
 */
public sealed interface Targets permits ClassLabels, DenseTargets, NoTargets {

  /** Samples, n. */
  int size();

  /**
   * The target of one output of a sample: 1 of its class and 0 of the others, or the number.
   *
   * @param output its position among the sample's
   * @throws IllegalArgumentException if the samples have several classes each, or no targets
   */
  double value(int sample, int output);

  /** Those of {@code count} samples from {@code first} on. */
  Targets part(int first, int count);

  /**
   * One class per sample, from 0.
   *
   * @param labels [n], not copied
   */
  static Targets labels(int... labels) {
    return new ClassLabels(labels, new Shape(labels.length));
  }

  /**
   * Several classes per sample, of a sequence say.
   *
   * @param labels [n, positions] in C order, not copied
   * @throws IllegalArgumentException if the labels are not a multiple of the positions
   */
  static Targets labels(int[] labels, int positionsPerSample) {
    return labels(labels, rows(labels.length, positionsPerSample));
  }

  /**
   * A class per position.
   *
   * @param labels in C order, not copied
   * @param shape [n, …], the outputs' without their axis of classes
   * @throws IllegalArgumentException if there are not as many
   */
  static Targets labels(int[] labels, Shape shape) {
    return new ClassLabels(labels, shape);
  }

  /**
   * A row of numbers per sample.
   *
   * @param values [n, outputs] in C order, not copied
   * @throws IllegalArgumentException if the values are not a multiple of the outputs
   */
  static Targets dense(double[] values, int outputs) {
    return dense(values, rows(values.length, outputs));
  }

  /**
   * A number per output.
   *
   * @param values in C order, not copied
   * @param shape [n, …], the outputs'
   * @throws IllegalArgumentException if there are not as many
   */
  static Targets dense(double[] values, Shape shape) {
    return new DenseTargets(values, shape);
  }

  /** Of samples whose loss a graph computes: none. */
  static Targets none(int samples) {
    return new NoTargets(samples);
  }

  private static Shape rows(int count, int width) {
    if (width <= 0 || count % width != 0) {
      throw new IllegalArgumentException(
          "targets: %d values are not rows of %d".formatted(count, width));
    }
    return new Shape(count / width, width);
  }

  /** Of an array of targets, that its shape is one. */
  static void requireCount(int count, Shape shape) {
    if (shape.dimension() == 0 || shape.size() != count) {
      throw new IllegalArgumentException(
          "targets: %d values are no %s".formatted(count, Outputs.text(shape)));
    }
  }
}
