package io.alphascope.workload.network;

import io.alphascope.workload.naming.Named;
import java.util.Locale;

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
    return Named.parse("activation", values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
