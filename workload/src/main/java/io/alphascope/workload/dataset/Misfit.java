package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.GraphInput;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a network cannot be trained on a data set, as far as that shows without running it.
 *
 * @param expected of the network
 * @param found in the network
 */
public record Misfit(String expected, String found) {

  /**
   * Compares a network with a data set; empty if they fit.
   *
   * @param inputs of the network
   * @param outputs of the network for one sample, if they are known
   */
  public static Optional<Misfit> of(
      Dataset dataset, List<GraphInput> inputs, OptionalLong outputs) {
    if (inputs.size() != 1) {
      return misfit(
          "one input, the samples of %s".formatted(dataset.name()),
          "%d inputs (%s)"
              .formatted(
                  inputs.size(),
                  String.join(", ", inputs.stream().map(GraphInput::name).toList())));
    }
    return ofInput(dataset, inputs.get(0))
        .or(() -> outputs.isEmpty() ? Optional.empty() : ofOutputs(dataset, outputs.getAsLong()));
  }

  private static Optional<Misfit> ofInput(Dataset dataset, GraphInput input) {
    String name = dataset.name();
    if (input.type().isFloating() != dataset.inputType().isFloating()) {
      return misfit(
          dataset.inputType().isFloating()
              ? "a network that takes numbers, as the samples of %s are".formatted(name)
              : "a network that takes indices, as the samples of %s are".formatted(name),
          "an input of " + input.type());
    }
    try {
      input.fit(new Shape(1).addAll(dataset.sampleShape()));
      return Optional.empty();
    } catch (IllegalArgumentException unfit) {
      long values = dataset.sampleShape().size();
      return input.shape().length == 2
          ? misfit("%d inputs, as a sample of %s has".formatted(values, name), input.shape()[1])
          : misfit(
              "inputs of shape %s, as samples of %s are".formatted(dataset.sampleShape(), name),
              input.shapeText());
    }
  }

  private static Optional<Misfit> ofOutputs(Dataset dataset, long outputs) {
    String name = dataset.name();
    if (dataset.classes().isEmpty()) {
      long numbers = dataset.targetShape().size();
      return outputs == numbers
          ? Optional.empty()
          : misfit("%d outputs, as a target of %s has numbers".formatted(numbers, name), outputs);
    }
    if (dataset.targetShape().dimension() > 0) {
      return misfit(
          "outputs for each of %s positions, as %s has classes"
              .formatted(dataset.targetShape(), name),
          outputs);
    }
    int classes = dataset.classes().getAsInt();
    return outputs >= classes
        ? Optional.empty()
        : misfit("at least %d outputs, as %s has classes".formatted(classes, name), outputs);
  }

  private static Optional<Misfit> misfit(String expected, Object found) {
    return Optional.of(new Misfit(expected, String.valueOf(found)));
  }
}
