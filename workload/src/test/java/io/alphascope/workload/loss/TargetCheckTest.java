package io.alphascope.workload.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.loss.ClassOptions.Axis;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetCheckTest {
  private static final Loss CROSS_ENTROPY = new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN);
  private static final Loss AXIS_ONE = CROSS_ENTROPY.with(ClassOptions.NONE.withAxis(Axis.ONE));
  private static final Loss SQUARED_ERROR = new Loss(Kind.SQUARED_ERROR, Reduction.MEAN);
  private static final Loss BINARY = new Loss(Kind.BINARY_CROSS_ENTROPY, Reduction.MEAN);
  private static final Loss GRAPH = new Loss(Kind.GRAPH, Reduction.MEAN);

  @Test
  void namesALabelThatIsNoOutput() {
    requireRefused(
        CROSS_ENTROPY,
        Targets.labels(0, 4, -100),
        new Shape(3, 4),
        "targets: label 4 of sample 1 is outside 0..3, the network's outputs, and is not"
            + " ignore_index, -100");
    requireRefused(
        AXIS_ONE,
        Targets.labels(new int[] {0, 1, 1, -1}, 2),
        new Shape(2, 2, 2),
        "label -1 of sample 1, position 1, is outside 0..1");
    requireRefused(
        SQUARED_ERROR,
        Targets.labels(0, -100),
        new Shape(2, 3),
        "label -100 of sample 1 is outside 0..2, the network's outputs");
    requireRefused(
        BINARY, Targets.labels(0, 2), new Shape(2, 1), "label 2 of sample 1 is outside 0..1");
  }

  @Test
  void namesShapes() {
    requireRefused(
        CROSS_ENTROPY,
        Targets.labels(0, 1),
        new Shape(3, 4),
        "targets: expected labels of shape [3], one for each row of classes along the last axis of"
            + " outputs [3, 4]; found [2]");
    requireRefused(
        CROSS_ENTROPY,
        Targets.dense(new double[9], 3),
        new Shape(3, 4),
        "targets: expected shape [3, 4], found [3, 3]");
    requireRefused(
        SQUARED_ERROR, Targets.labels(0, 0), new Shape(2), "outputs [2] have no classes");
    requireRefused(
        CROSS_ENTROPY, Targets.labels(0, 0), new Shape(2), "expected classes beside the samples");
    requireRefused(
        BINARY,
        Targets.labels(0, 1),
        new Shape(2, 3),
        "expected shape [2, 3], 0 or 1 for each output, found [2]");
    assertThatThrownBy(() -> Targets.dense(new double[10], 4)).hasMessageContaining("rows of 4");
    assertThatThrownBy(() -> Targets.labels(new int[3], new Shape(2, 2)))
        .hasMessage("targets: 3 values are no [2, 2]");
  }

  @Test
  void saysWhichAxisOfClassesWouldFit() {
    Targets labels = Targets.labels(new int[10], 5);

    requireRefused(
        CROSS_ENTROPY,
        labels,
        new Shape(2, 3, 5),
        "expected labels of shape [2, 3], one for each row of classes along the last axis of"
            + " outputs [2, 3, 5]; found [2, 5], which fits classes along axis 1: say so by"
            + " class_axis 1");
    requireRefused(
        AXIS_ONE,
        labels,
        new Shape(2, 5, 3),
        "found [2, 5], which fits classes along the last axis: leave class_axis out");
    assertFits(AXIS_ONE, labels, new Shape(2, 3, 5));
    assertFits(CROSS_ENTROPY, labels, new Shape(2, 5, 3));
  }

  @Test
  void positionsMayBeCountedInOneAxis() {
    assertFits(CROSS_ENTROPY, Targets.labels(new int[12], 6), new Shape(2, 3, 2, 7));
    assertFits(CROSS_ENTROPY, Targets.labels(new int[12], new Shape(2, 3, 2)), shape(2, 3, 2, 7));
    assertFits(CROSS_ENTROPY, Targets.labels(new int[2], 1), new Shape(2, 7));
    assertFits(CROSS_ENTROPY, Targets.labels(0, 0), new Shape(2, 1, 7));
    requireRefused(
        CROSS_ENTROPY,
        Targets.labels(new int[12], new Shape(2, 2, 3)),
        shape(2, 3, 2, 7),
        "found [2, 2, 3]");
  }

  @Test
  void refusesOptionsThatDoNotFit() {
    requireRefused(
        CROSS_ENTROPY.with(ClassOptions.NONE.withWeights(List.of(1.0, 2.0))),
        Targets.labels(0),
        new Shape(1, 3),
        "class_weights: expected 3, one per class of outputs [1, 3]; found 2");
    requireRefused(
        CROSS_ENTROPY.with(ClassOptions.NONE.withIgnoreIndex(0)),
        Targets.dense(new double[3], 3),
        new Shape(1, 3),
        "ignore_index: 0 is a class, but the targets are probabilities");
    assertThatThrownBy(() -> ClassOptions.NONE.withLabelSmoothing(1.5))
        .hasMessage("label_smoothing: expected a number from 0 to 1, found 1.5");
    assertThatThrownBy(() -> ClassOptions.NONE.withLabelSmoothing(Double.NaN))
        .hasMessageContaining("found NaN");
    assertThatThrownBy(() -> ClassOptions.NONE.withWeights(List.of(1.0, -2.0)))
        .hasMessage("class_weights: expected finite numbers from 0, found -2.0 for class 1");
    assertThatThrownBy(() -> SQUARED_ERROR.with(ClassOptions.NONE.withLabelSmoothing(0.1)))
        .hasMessage("label_smoothing: only cross-entropy has it, not squared-error; leave it out");
  }

  @Test
  void aGraphTakesNoTargetsAndEveryOtherLossDoes() {
    requireRefused(GRAPH, Targets.labels(0), new Shape(1), "targets: loss graph takes none");
    requireRefused(GRAPH, Targets.none(2), new Shape(2, 3), "of shape [n] or []; found [2, 3]");
    requireRefused(
        BINARY, Targets.none(2), new Shape(2), "targets: loss binary-cross-entropy needs");
    requireRefused(SQUARED_ERROR, Targets.none(2), new Shape(), "expected samples along axis 0");
  }

  @Test
  void partsKeepTheirShape() {
    Shape outputs = new Shape(1, 2, 7);

    assertFits(CROSS_ENTROPY, Targets.labels(new int[6], 2).part(1, 1), outputs);
    assertFits(SQUARED_ERROR, Targets.dense(new double[42], shape(3, 2, 7)).part(2, 1), outputs);
    assertThat(Targets.none(3).part(1, 2).size()).isEqualTo(2);
  }

  private static Shape shape(long... extents) {
    return new Shape(extents);
  }

  private static void assertFits(Loss loss, Targets targets, Shape outputs) {
    assertThatCode(() -> loss.check(targets, outputs)).doesNotThrowAnyException();
  }

  private static void requireRefused(Loss loss, Targets targets, Shape outputs, String message) {
    assertThatThrownBy(() -> loss.check(targets, outputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
