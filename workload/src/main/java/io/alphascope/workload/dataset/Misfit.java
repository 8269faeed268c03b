package io.alphascope.workload.dataset;

import java.util.Optional;

/**
 * Why a network of dense layers cannot be trained on a data set.
 *
 * @param expected of the network
 * @param found in the network
 */
public record Misfit(String expected, String found) {

  /**
   * Compares a network with a data set; empty if they fit.
   *
   * @param inputs of the network for one sample
   * @param outputs of the network for one sample
   */
  public static Optional<Misfit> of(Dataset dataset, long inputs, long outputs) {
    String name = dataset.name();
    long values = dataset.sampleShape().size();
    if (!dataset.inputType().isFloating()) {
      return misfit(
          "a network that takes indices, as the samples of %s are".formatted(name), inputs);
    }
    if (inputs != values) {
      return misfit("%d inputs, as a sample of %s has".formatted(values, name), inputs);
    }
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

  private static Optional<Misfit> misfit(String expected, long found) {
    return Optional.of(new Misfit(expected, String.valueOf(found)));
  }
}
