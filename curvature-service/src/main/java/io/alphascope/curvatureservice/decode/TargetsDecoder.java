package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;
import static io.alphascope.events.Tensor.ElementType.BOOL;
import static io.alphascope.events.Tensor.ElementType.FLOAT32;
import static io.alphascope.events.Tensor.ElementType.INT64;

import ai.djl.ndarray.types.Shape;
import io.alphascope.events.BatchData;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensor.ElementType;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;

/**
 * Checks the targets that a step carries against its loss and the shape of the outputs.
 *
 * @param outputs [n, …]
 */
record TargetsDecoder(Loss loss, Shape outputs) {

  private static final String TARGETS = "batch_data.targets";

  /**
   * @param type of the parameters
   * @param samples of the batch
   */
  Targets decode(BatchData data, ElementType type, int samples) throws MalformedStepException {
    if (loss.kind() == Loss.Kind.GRAPH) {
      require(
          !data.hasTargets(),
          TARGETS,
          "none, as the graph computes the loss",
          data.getTargets().getShapeList());
      return Targets.none(samples);
    }
    require(data.hasTargets(), TARGETS, "the targets of the batch", "none");
    Tensor tensor = data.getTargets();
    TensorCheck check = new TensorCheck(TARGETS, tensor).ofType(INT64, BOOL, type);
    Targets targets =
        tensor.getElementType() == type ? numbers(check, type) : labels(check, tensor);
    try {
      loss.check(targets, outputs);
    } catch (IllegalArgumentException misfit) {
      throw new MalformedStepException(
          "specification.loss", "options that fit network and targets", loss, misfit);
    }
    return targets;
  }

  private Targets numbers(TensorCheck check, ElementType type) throws MalformedStepException {
    ByteBuffer elements = check.ofShape(outputs.getShape()).elements();
    double[] numbers = new double[Math.toIntExact(outputs.size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = type == FLOAT32 ? elements.getFloat() : elements.getDouble();
    }
    return Targets.dense(numbers, outputs);
  }

  private Targets labels(TensorCheck check, Tensor tensor) throws MalformedStepException {
    Shape shape = loss.labelShape(outputs);
    ByteBuffer elements = check.ofShape(shape.getShape()).elements();
    int[] labels = new int[Math.toIntExact(shape.size())];
    for (int i = 0; i < labels.length; i++) {
      long label = tensor.getElementType() == BOOL ? elements.get() : elements.getLong();
      if (!isLabel(label)) {
        throw new MalformedStepException(
            TARGETS + "[" + i + "]",
            loss.kind() == Loss.Kind.BINARY_CROSS_ENTROPY
                ? "0 or 1"
                : "a class from 0 to %d, one of the network's outputs".formatted(classes() - 1),
            label);
      }
      labels[i] = (int) label;
    }
    return Targets.labels(labels, shape);
  }

  private boolean isLabel(long label) {
    return label >= 0 && label < classes()
        || loss.kind() == Loss.Kind.CROSS_ENTROPY && label == loss.classes().ignoreIndex();
  }

  private long classes() {
    return loss.kind() == Loss.Kind.BINARY_CROSS_ENTROPY
        ? 2
        : outputs.size() / loss.labelShape(outputs).size();
  }
}
