package io.alphascope.workload.loss;

import java.util.Arrays;

/** One class per sample. */
final class ClassLabels implements Targets {
  private final int[] labels;

  ClassLabels(int[] labels) {
    this.labels = labels;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public double value(int sample, int output) {
    return labels[sample] == output ? 1 : 0;
  }

  @Override
  public double mass(int sample) {
    return 1;
  }

  @Override
  public double massBeside(int sample, int output) {
    return labels[sample] == output ? 0 : 1;
  }

  @Override
  public Targets part(int first, int count) {
    return new ClassLabels(Arrays.copyOfRange(labels, first, first + count));
  }

  @Override
  public void check(int samples, int outputs) {
    if (labels.length != samples) {
      throw new IllegalArgumentException(
          "targets: expected %d labels, one per sample, found %d"
              .formatted(samples, labels.length));
    }
    for (int sample = 0; sample < labels.length; sample++) {
      if (labels[sample] < 0 || labels[sample] >= outputs) {
        throw new IllegalArgumentException(
            "targets: label %d of sample %d is outside 0..%d, the network's outputs"
                .formatted(labels[sample], sample, outputs - 1));
      }
    }
  }
}
