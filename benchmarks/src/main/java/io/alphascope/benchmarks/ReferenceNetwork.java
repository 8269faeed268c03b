package io.alphascope.benchmarks;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What is trained and observed, and the most that observing may cost in steps of that training;
 * infinite: it is told, and may be anything.
 */
public enum ReferenceNetwork {
  /** 784-128-64-10 with ReLU on 64 digits. */
  PERCEPTRON(
      64, 100, 0.8, 3.2, () -> Network.of("784-128-64-10", Activation.RELU), Samples::digits),
  /** LeNet-5 on 64 digits. */
  LENET5(64, 20, 2.2, 5, () -> image(Preset.LENET5), Samples::digits),
  /** LeNet-5 on 256 digits. */
  LENET5_256(256, 20, 2.2, 5, () -> image(Preset.LENET5), Samples::digits),
  /** The residual network on 64 digits. */
  RESIDUAL(64, 5, 2.2, 5, () -> image(Preset.RESIDUAL), Samples::digits),
  /** A transformer on 16 sequences of 32 tokens. */
  GPT(
      16,
      20,
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Gpt::network,
      () -> Samples.tokens(Gpt.TOKENS, Gpt.VOCABULARY));

  final int batchSize;
  final int stepsBefore;
  final double mostForScalars;
  final double mostForEverything;
  private final Supplier<Network> network;
  private final Supplier<Samples> samples;

  ReferenceNetwork(
      int batchSize,
      int stepsBefore,
      double mostForScalars,
      double mostForEverything,
      Supplier<Network> network,
      Supplier<Samples> samples) {
    this.batchSize = batchSize;
    this.stepsBefore = stepsBefore;
    this.mostForScalars = mostForScalars;
    this.mostForEverything = mostForEverything;
    this.network = network;
    this.samples = samples;
  }

  private static Network image(Preset preset) {
    return preset.of(Activation.RELU, new Shape(1, 28, 28), 10);
  }

  /**
   * The one of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ReferenceNetwork parse(String name) {
    List<ReferenceNetwork> all = List.of(values());
    return all.stream()
        .filter(each -> each.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "network '%s' is unknown; there are %s".formatted(name, all)));
  }

  /** For α* under all diagonals and Kronecker factors. */
  double mostForMatrices() {
    return this == PERCEPTRON ? 10 : Double.POSITIVE_INFINITY;
  }

  Network network() {
    return network.get();
  }

  Samples samples() {
    return samples.get();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
