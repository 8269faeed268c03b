package io.alphascope.workload.loss;

import ai.djl.ndarray.types.Shape;

/**
 * Outputs as rows of C classes, one per position: [n, …, C] is that already, [n, C, …] is put into
 * that order and back.
 *
 * @param samples n
 * @param positions per sample
 * @param classes C
 */
record ClassRows(int samples, int positions, int classes, boolean inPlace) {

  /**
   * @param outputs of at least two axes
   */
  static ClassRows of(Shape outputs, ClassOptions.Axis axis) {
    int classes = Math.toIntExact(outputs.get(axis(outputs, axis)));
    int samples = Math.toIntExact(outputs.get(0));
    int positions = Math.toIntExact(positions(outputs, axis).slice(1).size());
    return new ClassRows(
        samples, positions, classes, axis == ClassOptions.Axis.LAST || positions == 1);
  }

  /** The shape of labels, one per position: the outputs' without the axis of the classes. */
  static Shape positions(Shape outputs, ClassOptions.Axis axis) {
    int without = axis(outputs, axis);
    long[] extents = new long[outputs.dimension() - 1];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = outputs.get(i < without ? i : i + 1);
    }
    return new Shape(extents);
  }

  private static int axis(Shape outputs, ClassOptions.Axis axis) {
    return axis == ClassOptions.Axis.ONE ? 1 : outputs.dimension() - 1;
  }

  /** Positions of all samples. */
  int count() {
    return Math.multiplyExact(samples, positions);
  }

  /** [n, C, …] as [n, …, C]; not a copy if both are the same. */
  double[] rows(double[] values) {
    return inPlace ? values : transposed(values, classes, positions);
  }

  /** The inverse of {@link #rows}. */
  double[] values(double[] rows) {
    return inPlace ? rows : transposed(rows, positions, classes);
  }

  private double[] transposed(double[] from, int height, int width) {
    double[] to = new double[from.length];
    for (int i = 0; i < samples; i++) {
      int begin = i * height * width;
      for (int a = 0; a < height; a++) {
        for (int b = 0; b < width; b++) {
          to[begin + b * height + a] = from[begin + a * width + b];
        }
      }
    }
    return to;
  }
}
