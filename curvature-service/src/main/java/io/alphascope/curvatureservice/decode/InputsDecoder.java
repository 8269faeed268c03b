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

  /** In the order of the network's inputs, each with the same number of samples. */
  List<Batch.Input> decode(BatchData data) throws MalformedStepException {
    List<GraphInput> wanted = network.inputs();
    List<Batch.Input> inputs = new ArrayList<>();
    if (data.getNamedInputsCount() == 0) {
      List<String> names = wanted.stream().map(GraphInput::name).toList();
      require(
          names.size() == 1,
          NAMED,
          "the inputs of the network by name, " + String.join(", ", names),
          "none");
      require(data.hasInputs(), ONE, "the inputs of the batch", "none");
      inputs.add(input(ONE, wanted.get(0), data.getInputs()));
      return inputs;
    }
    for (GraphInput input : wanted) {
      String field = "%s[%s]".formatted(NAMED, input.name());
      inputs.add(input(field, input, named(input, data)));
      long samples = inputs.get(0).shape().get(0);
      long found = inputs.get(inputs.size() - 1).shape().get(0);
      require(
          found == samples,
          field + ".shape",
          "%d samples, as of %s".formatted(samples, wanted.get(0).name()),
          found);
    }
    return inputs;
  }

  private static Tensor named(GraphInput input, BatchData data) throws MalformedStepException {
    List<NamedTensor> inputs = data.getNamedInputsList();
    List<String> names = inputs.stream().map(NamedTensor::getName).toList();
    int index = names.indexOf(input.name());
    require(index >= 0, NAMED, "an input named " + input.name(), names);
    return inputs.get(index).getTensor();
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
}
