package io.alphascope.workload.loss;

import java.util.ArrayList;
import java.util.List;

/**
 * How cross entropy counts classes, as the arguments of PyTorch's {@code CrossEntropyLoss} say.
 *
 * @param labelSmoothing ε, the share of a target's mass that is spread over all classes, in [0, 1]
 * @param ignoreIndex the label that does not count; {@link #IGNORED} unless said otherwise
 * @param weights w, of each class, [C]; empty: 1 each
 * @param axis of the outputs that counts classes
 */
public record ClassOptions(
    double labelSmoothing, int ignoreIndex, List<Double> weights, Axis axis) {

  /** PyTorch's default of {@code ignore_index}. */
  public static final int IGNORED = -100;

  /** Nothing but the defaults. */
  public static final ClassOptions NONE = new ClassOptions(0, IGNORED, List.of(), Axis.LAST);

  /** Where the outputs count classes; the same for [n, C]. */
  public enum Axis {
    /** [n, …, C]. */
    LAST,
    /** Axis 1, [n, C, …], as PyTorch has it. */
    ONE
  }

  /**
   * @throws IllegalArgumentException naming the option that cannot be
   */
  public ClassOptions {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new IllegalArgumentException(
          "label_smoothing: expected a number from 0 to 1, found " + labelSmoothing);
    }
    weights = List.copyOf(weights);
    for (int c = 0; c < weights.size(); c++) {
      if (!(weights.get(c) >= 0 && weights.get(c) < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "class_weights: expected finite numbers from 0, found %s for class %d"
                .formatted(weights.get(c), c));
      }
    }
  }

  /** With ε. */
  public ClassOptions withLabelSmoothing(double smoothing) {
    return new ClassOptions(smoothing, ignoreIndex, weights, axis);
  }

  /** With another label that does not count. */
  public ClassOptions withIgnoreIndex(int label) {
    return new ClassOptions(labelSmoothing, label, weights, axis);
  }

  /** With a weight per class. */
  public ClassOptions withWeights(List<Double> perClass) {
    return new ClassOptions(labelSmoothing, ignoreIndex, perClass, axis);
  }

  /** With classes along another axis. */
  public ClassOptions withAxis(Axis classes) {
    return new ClassOptions(labelSmoothing, ignoreIndex, weights, classes);
  }

  /** Names of the options that are not the defaults. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (labelSmoothing != 0) {
      names.add("label_smoothing");
    }
    if (ignoreIndex != IGNORED) {
      names.add("ignore_index");
    }
    if (!weights.isEmpty()) {
      names.add("class_weights");
    }
    if (axis != Axis.LAST) {
      names.add("class_axis");
    }
    return names;
  }

  /** w, [C]. */
  double[] weights(int classes) {
    double[] perClass = new double[classes];
    for (int c = 0; c < classes; c++) {
      perClass[c] = weights.isEmpty() ? 1 : weights.get(c);
    }
    return perClass;
  }
}
