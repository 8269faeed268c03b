package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import java.nio.ByteBuffer;

/** The line θ₀ + α d, d = θ₁ − θ₀. Its arrays alias a workspace, which nothing else may fill. */
public final class Line {
  private final Network network;
  private final DataType type;
  private final ByteBuffer origin;
  private final ByteBuffer direction;

  private Line(Network network, DataType type, ByteBuffer origin, ByteBuffer direction) {
    this.network = network;
    this.type = type;
    this.origin = origin;
    this.direction = direction;
  }

  /**
   * The line through two parameter vectors, which are copied: little-endian, from their positions,
   * float32 or float64, as long as the network's.
   *
   * @param manager for what is only needed meanwhile
   */
  public static Line through(
      ByteBuffer theta0,
      ByteBuffer theta1,
      Network network,
      DataType type,
      Workspace workspace,
      NDManager manager) {
    ByteBuffer origin = workspace.origin(theta0);
    ByteBuffer direction = workspace.direction(theta1);
    Shape flat = new Shape(network.parameterCount());
    try (NDManager scope = manager.newSubManager()) {
      // In place: the array is the workspace's memory.
      scope.create(direction, flat, type).subi(scope.create(origin, flat, type));
    }
    return new Line(network, type, origin, direction);
  }

  public Network network() {
    return network;
  }

  public DataType type() {
    return type;
  }

  /** ‖d‖; not finite if θ₀ or θ₁ is not. */
  public double stepNorm() {
    return ParameterVector.norm(direction, type);
  }

  /** ⟨d, v⟩ for a flat vector of the line's type. */
  public double dot(ByteBuffer vector) {
    return ParameterVector.dot(direction, vector, type);
  }

  /** A new array of one tensor of θ₀. */
  NDArray origin(ParameterTensor tensor, NDManager manager) {
    return cut(origin, tensor, manager);
  }

  /** A new array of one tensor of d. */
  NDArray direction(ParameterTensor tensor, NDManager manager) {
    return cut(direction, tensor, manager);
  }

  private NDArray cut(ByteBuffer vector, ParameterTensor tensor, NDManager manager) {
    int width = type.getNumOfBytes();
    // A slice, since DJL ignores a buffer's position.
    ByteBuffer part =
        vector.slice(
            Math.toIntExact(tensor.offset() * width), Math.toIntExact(tensor.size() * width));
    return manager.create(part, tensor.shape(), type);
  }
}
