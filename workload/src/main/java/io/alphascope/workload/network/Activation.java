package io.alphascope.workload.network;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The elementwise function after every layer but the last. */
public enum Activation {
  RELU("Relu"),
  TANH("Tanh"),
  SIGMOID("Sigmoid");

  private final String operator;

  Activation(String operator) {
    this.operator = operator;
  }

  /** The operator of a graph that computes it. */
  String operator() {
    return operator;
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
