package io.alphascope.workload.loss;

import java.util.Arrays;

/** A row of C numbers per sample. */
final class DenseTargets implements Targets {
  private final double[] values;
  private final int outputs;
  private final int[] heaviest; // [n], the output of the largest |t|
  private final double[] beside; // [n], the mass beside it

  DenseTargets(double[] values, int outputs) {
    if (outputs <= 0 || values.length % outputs != 0) {
      throw new IllegalArgumentException(
          "targets: %d values are no rows of %d".formatted(values.length, outputs));
    }
    this.values = values;
    this.outputs = outputs;
    this.heaviest = new int[size()];
    this.beside = new double[size()];
    for (int sample = 0; sample < size(); sample++) {
      for (int output = 1; output < outputs; output++) {
        if (Math.abs(value(sample, output)) > Math.abs(value(sample, heaviest[sample]))) {
          heaviest[sample] = output;
        }
      }
      for (int output = 0; output < outputs; output++) {
        beside[sample] += output == heaviest[sample] ? 0 : value(sample, output);
      }
    }
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
    return beside[sample] + value(sample, heaviest[sample]);
  }

  /** A difference only for outputs that are not the heaviest: the mass beside them is no less. */
  @Override
  public double massBeside(int sample, int output) {
    return output == heaviest[sample] ? beside[sample] : mass(sample) - value(sample, output);
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
