package io.alphascope.workload.loss;

/**
 * What the network's outputs should have been: a class per sample, which stands for a one-hot row,
 * or a full row [C] per sample (probabilities for cross entropy).
 */
public sealed interface Targets permits ClassLabels, DenseTargets {

  /** Samples, n. */
  int size();

  /** The target of one output: t in [n, C]. */
  double value(int sample, int output);

  /** Σ_c t over a sample's row: 1 for a class. */
  double mass(int sample);

  /** Σ_c t over a sample's row but for one output, without subtracting that one's from the mass. */
  double massBeside(int sample, int output);

  /**
   * Checks that these can be targets of n samples with C outputs.
   *
   * @throws IllegalArgumentException naming the sample or count that cannot be
   */
  void check(int samples, int outputs);

  /** Those of {@code count} samples from {@code first} on. */
  Targets part(int first, int count);

  /**
   * One class per sample, from 0.
   *
   * @param labels not copied
   */
  static Targets labels(int... labels) {
    return new ClassLabels(labels, 1);
  }

  /**
   * Several classes per sample, one for each position of a sequence or an image, from 0. The rows
   * of outputs are then the positions, sample by sample.
   *
   * @param labels n × positions of them, not copied
   */
  static Targets labels(int[] labels, int positionsPerSample) {
    return new ClassLabels(labels, positionsPerSample);
  }

  /**
   * Full rows.
   *
   * @param values [n, C] in C order, not copied
   * @throws IllegalArgumentException if the values are no multiple of C
   */
  static Targets dense(double[] values, int outputs) {
    return new DenseTargets(values, outputs);
  }
}
