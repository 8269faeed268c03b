package io.alphascope.workload.loss;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.ClassOptions.Axis;
import io.alphascope.workload.loss.Loss.Kind;

/** Whether targets, outputs and the options of a loss fit; if not, what does not and what would. */
final class TargetCheck {
  private final Loss loss;
  private final Shape outputs;

  private TargetCheck(Loss loss, Shape outputs) {
    this.loss = loss;
    this.outputs = outputs;
  }

  static void of(Loss loss, Targets targets, Shape outputs) {
    TargetCheck check = new TargetCheck(loss, outputs);
    check.requireAxes();
    if (loss.kind() == Kind.GRAPH) {
      require(
          targets instanceof NoTargets,
          "targets: loss graph takes none, as the graph computes the loss; leave them out, or give"
              + " them to the graph as an input");
    } else if (targets instanceof ClassLabels labels) {
      check.requireFit(labels);
    } else if (targets instanceof DenseTargets dense) {
      check.requireFit(dense);
    } else {
      throw new IllegalArgumentException("targets: loss %s needs some".formatted(loss.kind()));
    }
  }

  private void requireAxes() {
    int axes = outputs.dimension();
    switch (loss.kind()) {
      case GRAPH ->
          require(
              axes <= 1,
              "outputs: expected the loss itself, as loss graph says, of shape [n] or []; found %s",
              text(outputs));
      case CROSS_ENTROPY -> {
        require(
            axes >= 2,
            "outputs: expected classes beside the samples, [n, …, C], for cross-entropy; found %s",
            text(outputs));
        int weights = loss.classes().weights().size();
        int classes = rows().classes();
        require(
            weights == 0 || weights == classes,
            "class_weights: expected %d, one per class of outputs %s; found %d",
            classes,
            text(outputs),
            weights);
      }
      default ->
          require(axes >= 1, "outputs: expected samples along axis 0, [n, …]; found one number");
    }
  }

  private ClassRows rows() {
    return ClassRows.of(outputs, loss.classes().axis());
  }

  private void requireFit(DenseTargets dense) {
    require(
        dense.shape().equals(outputs),
        "targets: expected shape %s, found %s",
        text(outputs),
        text(dense.shape()));
    require(
        loss.kind() != Kind.CROSS_ENTROPY || loss.classes().ignoreIndex() < 0,
        "ignore_index: %d is a class, but the targets are probabilities; leave it out, or give"
            + " classes",
        loss.classes().ignoreIndex());
  }

  private void requireFit(ClassLabels labels) {
    if (loss.kind() == Kind.BINARY_CROSS_ENTROPY) {
      require(
          fits(labels, outputs),
          "targets: expected shape %s, 0 or 1 for each output, found %s",
          text(outputs),
          text(labels.shape()));
      requireRange(labels, 2, false);
      return;
    }
    require(
        outputs.dimension() >= 2,
        "targets: outputs %s have no classes; give numbers",
        text(outputs));
    Axis axis = loss.classes().axis();
    Shape expected = loss.labelShape(outputs);
    require(
        fits(labels, expected),
        "targets: expected labels of shape %s, one for each row of classes along the %s of outputs"
            + " %s; found %s%s",
        text(expected),
        axis == Axis.LAST ? "last axis" : "axis 1",
        text(outputs),
        text(labels.shape()),
        hint(labels, axis));
    requireRange(labels, rows().classes(), loss.kind() == Kind.CROSS_ENTROPY);
  }

  /** Positions may also be counted in one axis. */
  private static boolean fits(ClassLabels labels, Shape expected) {
    Shape flat = new Shape(expected.get(0), expected.slice(1).size());
    return labels.shape().equals(expected)
        || labels.shape().equals(flat)
        || labels.shape().dimension() == 1 && new Shape(labels.size(), 1).equals(flat);
  }

  private String hint(ClassLabels labels, Axis axis) {
    if (loss.kind() != Kind.CROSS_ENTROPY) {
      return "";
    }
    Axis other = axis == Axis.LAST ? Axis.ONE : Axis.LAST;
    if (!fits(labels, ClassRows.positions(outputs, other))) {
      return "";
    }
    return other == Axis.ONE
        ? ", which fits classes along axis 1: say so by class_axis 1"
        : ", which fits classes along the last axis: leave class_axis out";
  }

  private void requireRange(ClassLabels labels, int classes, boolean mayBeIgnored) {
    int[] all = labels.labels();
    int each = labels.positions();
    int ignored = loss.classes().ignoreIndex();
    for (int i = 0; i < all.length; i++) {
      if ((all[i] < 0 || all[i] >= classes) && !(mayBeIgnored && all[i] == ignored)) {
        throw new IllegalArgumentException(
            "targets: label %d of sample %d%s is outside 0..%d, the network's outputs%s"
                .formatted(
                    all[i],
                    i / each,
                    each == 1 ? "" : ", position " + i % each + ",",
                    classes - 1,
                    mayBeIgnored ? ", and is not ignore_index, " + ignored : ""));
      }
    }
  }

  private static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }

  /** Becomes text only in a message: this is checked at every step. */
  private static Object text(Shape shape) {
    return new Object() {
      @Override
      public String toString() {
        return Outputs.text(shape);
      }
    };
  }
}
