package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;

import io.alphascope.events.RunSpecification;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import java.util.List;

/** Checks the loss of a specification. */
final class LossDecoder {

  private static final String SMOOTHING = "specification.label_smoothing";
  private static final String IGNORED = "specification.ignore_index";
  private static final String WEIGHTS = "specification.class_weights";
  private static final String AXIS = "specification.class_axis";

  private LossDecoder() {}

  static Loss decode(RunSpecification specification) throws MalformedStepException {
    Loss.Kind kind =
        StepDecoder.read(
            "specification.loss", "a known loss", specification.getLoss(), Loss.Kind::parse);
    require(
        kind != Loss.Kind.GRAPH || !specification.getGraph().isEmpty(),
        "specification.loss",
        "a loss of outputs, as there is no specification.graph",
        kind);
    Loss.Reduction reduction =
        StepDecoder.read(
            "specification.reduction",
            "a known reduction",
            specification.getReduction(),
            Loss.Reduction::parse);
    if (kind != Loss.Kind.CROSS_ENTROPY) {
      requireNoOptions(specification, kind);
    }
    return new Loss(kind, reduction, classes(specification));
  }

  private static void requireNoOptions(RunSpecification specification, Loss.Kind kind)
      throws MalformedStepException {
    String expected = "none, as only cross-entropy has it, not " + kind;
    require(
        specification.getLabelSmoothing() == 0,
        SMOOTHING,
        expected,
        specification.getLabelSmoothing());
    require(
        !specification.hasIgnoreIndex() || specification.getIgnoreIndex() == ClassOptions.IGNORED,
        IGNORED,
        expected,
        specification.getIgnoreIndex());
    require(
        specification.getClassWeightsCount() == 0,
        WEIGHTS,
        expected,
        specification.getClassWeightsCount() + " weights");
    require(!specification.hasClassAxis(), AXIS, expected, specification.getClassAxis());
  }

  private static ClassOptions classes(RunSpecification specification)
      throws MalformedStepException {
    double smoothing = specification.getLabelSmoothing();
    require(smoothing >= 0 && smoothing <= 1, SMOOTHING, "a number from 0 to 1", smoothing);
    long ignored =
        specification.hasIgnoreIndex() ? specification.getIgnoreIndex() : ClassOptions.IGNORED;
    require((int) ignored == ignored, IGNORED, "a number of 32 bits", ignored);
    require(
        !specification.hasClassAxis() || specification.getClassAxis() == 1,
        AXIS,
        "1, or none for the last axis",
        specification.getClassAxis());
    return new ClassOptions(
        smoothing,
        (int) ignored,
        weights(specification),
        specification.hasClassAxis() ? ClassOptions.Axis.ONE : ClassOptions.Axis.LAST);
  }

  private static List<Double> weights(RunSpecification specification)
      throws MalformedStepException {
    List<Double> weights = specification.getClassWeightsList();
    for (int i = 0; i < weights.size(); i++) {
      double weight = weights.get(i);
      require(
          weight >= 0 && Double.isFinite(weight),
          WEIGHTS + "[" + i + "]",
          "a finite number from 0",
          weight);
    }
    return weights;
  }
}
