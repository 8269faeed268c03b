package io.alphascope.workload.loss;

import java.util.OptionalDouble;

/**
 * How often the largest output is that of the class.
 *
 * @param right positions where it is
 * @param counted positions in all, but for ignored ones
 */
public record Accuracy(long right, long counted) {

  /** Of nothing. */
  public static final Accuracy NONE = new Accuracy(0, 0);

  /** {@link #NONE} if the targets are not classes, or the loss is not of classes. */
  public static Accuracy of(Loss loss, Outputs outputs, Targets targets) {
    if (!(targets instanceof ClassLabels classes)
        || loss.kind() == Loss.Kind.BINARY_CROSS_ENTROPY) {
      return NONE;
    }
    ClassRows rows = ClassRows.of(outputs.shape(), loss.classes().axis());
    double[] z = rows.rows(outputs.values());
    int[] labels = classes.labels();
    long right = 0;
    long counted = 0;
    for (int position = 0; position < labels.length; position++) {
      if (labels[position] != loss.classes().ignoreIndex()) {
        int row = position * rows.classes();
        counted++;
        right += CrossEntropy.largest(z, row, rows.classes()) == row + labels[position] ? 1 : 0;
      }
    }
    return new Accuracy(right, counted);
  }

  /** Both together. */
  public Accuracy plus(Accuracy other) {
    return new Accuracy(right + other.right, counted + other.counted);
  }

  /** In [0, 1]; empty if nothing counted. */
  public OptionalDouble share() {
    return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) right / counted);
  }
}
