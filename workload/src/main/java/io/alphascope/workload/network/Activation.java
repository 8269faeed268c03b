package io.alphascope.workload.network;

import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The elementwise function after every layer but the last. */
public enum Activation {
  RELU(ai.djl.nn.Activation::reluBlock),
  TANH(ai.djl.nn.Activation::tanhBlock),
  SIGMOID(ai.djl.nn.Activation::sigmoidBlock);

  private final Supplier<Block> block;

  Activation(Supplier<Block> block) {
    this.block = block;
  }

  Block block() {
    return block.get();
  }

  /**
   * Reads the name that configuration and events use: {@code relu}, {@code tanh} or {@code
   * sigmoid}.
   *
   * @throws IllegalArgumentException if there is no such activation
   */
  public static Activation parse(String name) {
    return Arrays.stream(values())
        .filter(activation -> activation.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "activation: '" + name + "' is unknown; there are " + names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(Activation::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
