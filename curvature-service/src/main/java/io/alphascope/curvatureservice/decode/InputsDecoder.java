package io.alphascope.curvatureservice.decode;

import static io.alphascope.curvatureservice.decode.MalformedStepException.require;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.curvature.step.Batch;
import io.alphascope.events.BatchData;
import io.alphascope.events.NamedTensor;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensor.ElementType;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.network.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the inputs that a step carries against what its network takes.
 *
 * @param type of the step's vectors
 */
record InputsDecoder(Network network, DataType type) {

  private static final String ONE = "batch_data.inputs";
  private static final String NAMED = "batch_data.named_inputs";

  /** In the order of the network's, of as many samples each. */
  List<Batch.Input> decode(BatchData data) throws MalformedStepException {
    List<GraphInput> wanted = network.inputs();
    List<Batch.Input> inputs = new ArrayList<>();
    if (data.getNamedInputsCount() == 0) {
      if (wanted.size() != 1) {
        throw new MalformedStepException(
            NAMED, "the inputs of the network by name, " + names(wanted), "none");
      }
      require(data.hasInputs(), ONE, "the inputs of the batch", "none");
      inputs.add(input(ONE, wanted.get(0), data.getInputs()));
      return inputs;
    }
    for (GraphInput input : wanted) {
      inputs.add(input("%s[%s]".formatted(NAMED, input.name()), input, named(input, data)));
      long samples = inputs.get(0).shape().get(0);
      long found = inputs.get(inputs.size() - 1).shape().get(0);
      if (found != samples) {
        throw new MalformedStepException(
            "%s[%s].shape".formatted(NAMED, input.name()),
            "%d samples, as of %s".formatted(samples, wanted.get(0).name()),
            found);
      }
    }
    return inputs;
  }

  private static Tensor named(GraphInput input, BatchData data) throws MalformedStepException {
    for (NamedTensor named : data.getNamedInputsList()) {
      if (named.getName().equals(input.name())) {
        return named.getTensor();
      }
    }
    throw new MalformedStepException(
        NAMED,
        "an input named " + input.name(),
        data.getNamedInputsList().stream().map(NamedTensor::getName).toList());
  }

  private Batch.Input input(String field, GraphInput wanted, Tensor tensor)
      throws MalformedStepException {
    TensorCheck check = new TensorCheck(field, tensor).ofType(elementType(wanted));
    Shape shape;
    try {
      shape = new Shape(tensor.getShapeList());
      wanted.fit(shape);
    } catch (IllegalArgumentException unfit) {
      throw new MalformedStepException(
          field + ".shape",
          "%s, at least one sample".formatted(wanted.shapeText()),
          tensor.getShapeList());
    }
    DataType elements = wanted.type().isFloating() ? type : wanted.type();
    return new Batch.Input(elements, shape, check.elements());
  }

  private ElementType elementType(GraphInput input) {
    return switch (input.type()) {
      case INT64 -> ElementType.INT64;
      case BOOLEAN -> ElementType.BOOL;
      default -> BatchDecoder.elementType(type);
    };
  }

  private static String names(List<GraphInput> inputs) {
    return String.join(", ", inputs.stream().map(GraphInput::name).toList());
  }
}
