package io.alphascope.workload.loss;

import java.util.Arrays;

/** One class per sample, or several, one for each position. */
final class ClassLabels implements Targets {
  private final int[] labels;
  private final int positions; // per sample

  ClassLabels(int[] labels, int positions) {
    if (positions < 1 || labels.length % positions != 0) {
      throw new IllegalArgumentException(
          "targets: %d labels are no samples of %d positions".formatted(labels.length, positions));
    }
    this.labels = labels;
    this.positions = positions;
  }

  @Override
  public int size() {
    return labels.length / positions;
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
    return new ClassLabels(
        Arrays.copyOfRange(labels, first * positions, (first + count) * positions), positions);
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
