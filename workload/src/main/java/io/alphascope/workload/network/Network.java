package io.alphascope.workload.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * A multi-layer perceptron by its widths, {@code 784-128-64-10} say: y = W x + b in every layer, an
 * activation after every layer but the last. Immutable.
 */
public final class Network {
  private final String architecture;
  private final Activation activation;
  private final int[] widths;
  private final List<ParameterTensor> parameters;

  private Network(String architecture, Activation activation, int[] widths) {
    this.architecture = architecture;
    this.activation = activation;
    this.widths = widths;
    this.parameters = layOut(widths);
    if (parameterCount() > Integer.MAX_VALUE / Double.BYTES) {
      throw new IllegalArgumentException(
          "network: '%s' has %d parameters; at most %d are possible"
              .formatted(architecture, parameterCount(), Integer.MAX_VALUE / Double.BYTES));
    }
  }

  /**
   * Reads a network's widths, inputs first, outputs last.
   *
   * @throws IllegalArgumentException naming what is wrong with the architecture
   */
  public static Network of(String architecture, Activation activation) {
    String[] parts = architecture.split("-", -1);
    if (parts.length < 2) {
      throw new IllegalArgumentException(
          "network: '%s' has no layer; expected at least two widths, such as 784-10"
              .formatted(architecture));
    }
    int[] widths = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      widths[i] = width(parts[i], architecture);
    }
    return new Network(architecture, activation, widths);
  }

  private static int width(String text, String architecture) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          "network: '%s' is no width in '%s'; expected positive integers joined by '-', such as 784-128-64-10"
              .formatted(text, architecture));
    }
    return Integer.parseInt(text);
  }

  private static List<ParameterTensor> layOut(int[] widths) {
    List<ParameterTensor> tensors = new ArrayList<>();
    long offset = 0;
    for (int layer = 1; layer < widths.length; layer++) {
      Shape weight = new Shape(widths[layer], widths[layer - 1]);
      tensors.add(new ParameterTensor(layer + ".weight", layer, weight, offset));
      offset += weight.size();
      Shape bias = new Shape(widths[layer]);
      tensors.add(new ParameterTensor(layer + ".bias", layer, bias, offset));
      offset += bias.size();
    }
    return List.copyOf(tensors);
  }

  /** A new DJL block of this network, its parameters not yet initialised. Input: [n, inputs]. */
  public Block block() {
    SequentialBlock block = new SequentialBlock();
    for (int layer = 1; layer < widths.length; layer++) {
      block.add(Linear.builder().setUnits(widths[layer]).build());
      if (layer < widths.length - 1) {
        block.add(activation.block());
      }
    }
    return block;
  }

  /** The parameter tensors in the order of the flat vector, which is that of the block's own. */
  public List<ParameterTensor> parameters() {
    return parameters;
  }

  /** Length of the flat parameter vector. */
  public long parameterCount() {
    ParameterTensor last = parameters.get(parameters.size() - 1);
    return last.offset() + last.size();
  }

  public long inputs() {
    return widths[0];
  }

  public long outputs() {
    return widths[widths.length - 1];
  }

  public String architecture() {
    return architecture;
  }

  public Activation activation() {
    return activation;
  }

  /**
   * Draws parameters as PyTorch's {@code nn.Linear} does: weight and bias uniform in ±1/√fan_in.
   *
   * <p>Element by element in the order of the flat vector, one {@code nextDouble()} u each from
   * {@link Random}, whose generator its specification fixes, so that a seed gives the same numbers
   * on every machine: (2u − 1)/√fan_in in double, rounded to float.
   */
  public float[] initialParameters(long seed) {
    Random random = new Random(seed);
    float[] flat = new float[Math.toIntExact(parameterCount())];
    for (ParameterTensor tensor : parameters) {
      double bound = 1 / Math.sqrt(widths[tensor.layer() - 1]);
      int end = Math.toIntExact(tensor.offset() + tensor.size());
      for (int i = Math.toIntExact(tensor.offset()); i < end; i++) {
        flat[i] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
    }
    return flat;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that
        && architecture.equals(that.architecture)
        && activation == that.activation;
  }

  @Override
  public int hashCode() {
    return Objects.hash(architecture, activation);
  }

  @Override
  public String toString() {
    return architecture + " " + activation;
  }
}
