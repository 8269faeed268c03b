package io.alphascope.curvature.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Samples as the network sees them.
 *
 * @param inputs in the order of the network's, of as many samples each
 * @param targets none where the network computes the loss itself
 * @param size samples, n
 */
public record Batch(List<Input> inputs, Targets targets, int size) {

  /**
   * One input of the network.
   *
   * @param type the step's element type, INT64 or BOOLEAN
   * @param shape [n, …]
   * @param data little-endian, read from its position. A direct buffer is used in place, so the
   *     caller leaves it alone until the observation is there
   */
  public record Input(DataType type, Shape shape, ByteBuffer data) {

    /** The samples from {@code first} on; shares the data. */
    Input part(int first, int count) {
      int bytes = Math.toIntExact(data.remaining() / shape.get(0));
      long[] lengths = shape.getShape().clone();
      lengths[0] = count;
      return new Input(
          type, new Shape(lengths), data.slice(data.position() + first * bytes, count * bytes));
    }
  }

  public Batch {
    inputs = List.copyOf(inputs);
  }

  /** Of a network with one input. */
  public Batch(DataType type, Shape shape, ByteBuffer inputs, Targets targets) {
    this(List.of(new Input(type, shape, inputs)), targets, Math.toIntExact(shape.get(0)));
  }

  /** Of a network with one input, a row of numbers a sample: as many rows as there are targets. */
  public static Batch ofRows(DataType type, ByteBuffer rows, Targets targets) {
    long width = rows.remaining() / ((long) targets.size() * type.getNumOfBytes());
    return new Batch(type, new Shape(targets.size(), width), rows, targets);
  }

  /** The {@code count} samples from {@code first} on; shares the inputs. */
  public Batch part(int first, int count) {
    return new Batch(
        inputs.stream().map(input -> input.part(first, count)).toList(),
        targets.part(first, count),
        count);
  }

  /**
   * Checks that a network can take these samples.
   *
   * @throws IllegalArgumentException if their number, type, shape or bytes are not what it expects
   */
  public void check(Network network, DataType type) {
    if (inputs.size() != network.inputs().size()) {
      throw new IllegalArgumentException(
          "inputs: network %s takes %d (%s), found %d"
              .formatted(
                  network.name(),
                  network.inputs().size(),
                  String.join(", ", network.inputs().stream().map(GraphInput::name).toList()),
                  inputs.size()));
    }
    for (int i = 0; i < inputs.size(); i++) {
      check(network.inputs().get(i), inputs.get(i), type);
    }
    if (targets.size() != size) {
      throw new IllegalArgumentException(
          "targets: expected those of %d samples, found %d".formatted(size, targets.size()));
    }
  }

  private void check(GraphInput expected, Input found, DataType type) {
    expected.fit(found.shape());
    DataType wanted = expected.type().isFloating() ? type : expected.type();
    long bytes = found.shape().size() * wanted.getNumOfBytes();
    if (found.type() != wanted
        || found.shape().get(0) != size
        || found.data().remaining() != bytes) {
      throw new IllegalArgumentException(
          "input %s: expected %d samples in %s, %d bytes; found %s of shape %s, %d bytes"
              .formatted(
                  expected.name(),
                  size,
                  wanted.name().toLowerCase(Locale.ROOT),
                  bytes,
                  found.type().name().toLowerCase(Locale.ROOT),
                  found.shape(),
                  found.data().remaining()));
    }
  }

  /** The inputs as arrays in the shapes that the network names; they live with the manager. */
  public List<NDArray> arrays(Network network, NDManager manager) {
    List<NDArray> arrays = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      Shape shape = network.inputs().get(i).fit(input.shape());
      // A slice, since DJL ignores a buffer's position.
      arrays.add(manager.create(input.data().slice(), shape, input.type()));
    }
    return arrays;
  }
}
