package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;

import io.alphascope.events.RunSpecification;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import java.util.ArrayList;
import java.util.List;

/** Checks what a specification says of the loss. */
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
    if (kind == Loss.Kind.GRAPH && specification.getGraph().isEmpty()) {
      throw new MalformedStepException(
          "specification.loss", "a loss of outputs, as there is no specification.graph", kind);
    }
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
    require((int) ignored == ignored, IGNORED, "a number that 32 bits hold", ignored);
    if (specification.hasClassAxis() && specification.getClassAxis() != 1) {
      throw new MalformedStepException(
          AXIS, "1, or none for the last axis", specification.getClassAxis());
    }
    return new ClassOptions(
        smoothing,
        (int) ignored,
        weights(specification),
        specification.hasClassAxis() ? ClassOptions.Axis.ONE : ClassOptions.Axis.LAST);
  }

  private static List<Double> weights(RunSpecification specification)
      throws MalformedStepException {
    List<Double> weights = new ArrayList<>();
    for (double weight : specification.getClassWeightsList()) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new MalformedStepException(
            WEIGHTS + "[" + weights.size() + "]", "a finite number from 0", weight);
      }
      weights.add(weight);
    }
    return weights;
  }
}
