package io.alphascope.workload.loss;

import java.util.Arrays;

/** A row of C numbers per sample. */
final class DenseTargets implements Targets {
  private final double[] values;
  private final int outputs;

  DenseTargets(double[] values, int outputs) {
    if (outputs <= 0 || values.length % outputs != 0) {
      throw new IllegalArgumentException(
          "targets: %d values are no rows of %d".formatted(values.length, outputs));
    }
    this.values = values;
    this.outputs = outputs;
  }

  @Override
  public int size() {
    return values.length / outputs;
  }

  @Override
  public double value(int sample, int output) {
    return values[sample * outputs + output];
  }

  @Override
  public double mass(int sample) {
    double mass = 0;
    for (int output = 0; output < outputs; output++) {
      mass += value(sample, output);
    }
    return mass;
  }

  @Override
  public Targets part(int first, int count) {
    return new DenseTargets(
        Arrays.copyOfRange(values, first * outputs, (first + count) * outputs), outputs);
  }

  @Override
  public void check(int samples, int outputs) {
    if (size() != samples || this.outputs != outputs) {
      throw new IllegalArgumentException(
          "targets: expected shape [%d, %d], found [%d, %d]"
              .formatted(samples, outputs, size(), this.outputs));
    }
  }
}
