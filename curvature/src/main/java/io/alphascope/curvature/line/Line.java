package io.alphascope.curvature.line;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterArrays;
import io.alphascope.workload.network.ParameterTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The line θ₀ + α d, d = θ₁ − θ₀, in a network's parameter space, cut into its tensors.
 *
 * <p>Owns native memory for both vectors and the arrays that alias it, and keeps them when it is
 * aimed anew: fresh pages cost more than the copies into them, and fresh arrays as much as a small
 * operation each. Not thread-safe.
 */
public final class Line implements AutoCloseable {
  private final Network network;
  private final DataType type;
  private final NDManager manager = PyTorch.newManager(Device.cpu());
  private final Block block;
  private final ParameterArrays parameters;
  private final ByteBuffer originBytes;
  private final ByteBuffer directionBytes;
  private final NDArray wholeOrigin;
  private final NDArray wholeDirection;
  private final List<NDArray> origin = new ArrayList<>();
  private final List<NDArray> direction = new ArrayList<>();

  /**
   * Makes room for the lines of a network.
   *
   * @param type float32 or float64
   */
  public Line(Network network, DataType type) {
    this.network = network;
    this.type = type;
    this.block = network.block();
    int bytes = Math.toIntExact(network.parameterCount() * type.getNumOfBytes());
    this.originBytes = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.directionBytes = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Shape flat = new Shape(network.parameterCount());
    this.wholeOrigin = manager.create(originBytes, flat, type);
    this.wholeDirection = manager.create(directionBytes, flat, type);
    for (ParameterTensor tensor : network.parameters()) {
      origin.add(cut(originBytes, tensor, manager));
      direction.add(cut(directionBytes, tensor, manager));
    }
    this.parameters = new ParameterArrays(block, manager, origin);
  }

  /** Whether this line can be aimed at parameters of such a network. */
  public boolean fits(Network network, DataType type) {
    return this.network.equals(network) && this.type == type;
  }

  /**
   * Lays the line through two parameter vectors, which are copied: little-endian, from their
   * positions, of the line's type, as long as the network's.
   */
  public void aim(ByteBuffer theta0, ByteBuffer theta1) {
    originBytes.clear().put(theta0.duplicate()).flip();
    directionBytes.clear().put(theta1.duplicate()).flip();
    wholeDirection.subi(wholeOrigin);
  }

  public Network network() {
    return network;
  }

  public DataType type() {
    return type;
  }

  /** d, flat, little-endian. */
  public ByteBuffer direction() {
    return directionBytes;
  }

  /** Holds every array of the line; closed with it. */
  public NDManager manager() {
    return manager;
  }

  Block block() {
    return block;
  }

  /** The block on arrays that may live with another manager. */
  ParameterArrays parameters(NDManager manager, IntFunction<? extends NDArray> arrays) {
    return parameters.rebind(manager, arrays);
  }

  /** A tensor of θ₀ by its position in {@link Network#parameters()}; the line's to close. */
  NDArray origin(int position) {
    return origin.get(position);
  }

  /** A tensor of d by its position; the line's to close. */
  NDArray direction(int position) {
    return direction.get(position);
  }

  /** Another array of a tensor of θ₀. */
  NDArray newOrigin(int position, NDManager manager) {
    return cut(originBytes, network.parameters().get(position), manager);
  }

  private NDArray cut(ByteBuffer vector, ParameterTensor tensor, NDManager manager) {
    int width = type.getNumOfBytes();
    // A slice, since DJL ignores a buffer's position.
    ByteBuffer part =
        vector.slice(
            Math.toIntExact(tensor.offset() * width), Math.toIntExact(tensor.size() * width));
    return manager.create(part, tensor.shape(), type);
  }

  @Override
  public void close() {
    manager.close();
  }
}
