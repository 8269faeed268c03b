package io.alphascope.curvature.line;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.sweep.Interpreter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The line θ₀ + α d, d = θ₁ − θ₀, in a network's parameter space, cut into its tensors, and the
 * network ready to run along it.
 *
 * <p>Owns memory for both vectors and the arrays of their tensors, and keeps them when it is aimed
 * again: fresh pages cost more than the copies into them, and fresh arrays as much as a small
 * operation each. Where the device is the processor, the arrays alias that memory; elsewhere they
 * are copies. Not thread-safe.
 */
public final class Line implements AutoCloseable {
  private final Network network;
  private final DataType type;
  private final Device device;
  private final NDManager manager;
  private final Interpreter interpreter;
  private final ByteBuffer originBytes;
  private final ByteBuffer directionBytes;
  private final NDManager host;
  private final NDArray wholeOrigin;
  private final NDArray wholeDirection;
  private final List<NDArray> origin = new ArrayList<>();
  private final List<NDArray> direction = new ArrayList<>();
  private IntConsumer passes = cost -> {};

  /**
   * Makes room for the lines of a network.
   *
   * @param type float32 or float64
   * @param device where to compute
   * @throws io.alphascope.workload.operator.UnsupportedOperatorException naming every node of the
   *     network that cannot be computed
   */
  public Line(Network network, DataType type, Device device) {
    this.network = network;
    this.type = type;
    this.device = device;
    this.manager = PyTorch.newManager(device);
    this.host = manager.newSubManager(Device.cpu());
    this.interpreter = new Interpreter(network.graph(), network.parameterNames(), manager, type);
    int bytes = Math.toIntExact(network.parameterCount() * type.getNumOfBytes());
    this.originBytes = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.directionBytes = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Shape flat = new Shape(network.parameterCount());
    this.wholeOrigin = host.create(originBytes, flat, type);
    this.wholeDirection = host.create(directionBytes, flat, type);
    cut();
  }

  /** Whether this line can be aimed at parameters of such a network. */
  public boolean fits(Network network, DataType type, Device device) {
    return this.type == type && this.device.equals(device) && this.network.equals(network);
  }

  /**
   * Lays the line through two parameter vectors, which are copied: little-endian, from their
   * positions, of the line's type, as long as the network's.
   */
  public void aim(ByteBuffer theta0, ByteBuffer theta1) {
    originBytes.clear().put(theta0.duplicate()).flip();
    directionBytes.clear().put(theta1.duplicate()).flip();
    wholeDirection.subi(wholeOrigin);
    aimed();
  }

  /**
   * Lays the line through a parameter vector in any direction.
   *
   * @param theta0 as of {@link #aim}
   * @param v [P], rounded to the line's type
   */
  public void aimAlong(ByteBuffer theta0, double[] v) {
    originBytes.clear().put(theta0.duplicate()).flip();
    directionBytes.clear();
    if (type == DataType.FLOAT64) {
      directionBytes.asDoubleBuffer().put(v);
    } else {
      float[] rounded = new float[v.length];
      for (int k = 0; k < v.length; k++) {
        rounded[k] = (float) v[k];
      }
      directionBytes.asFloatBuffer().put(rounded);
    }
    aimed();
  }

  private void aimed() {
    if (!device.equals(Device.cpu())) {
      origin.forEach(NDArray::close);
      direction.forEach(NDArray::close);
      cut();
    }
  }

  private void cut() {
    origin.clear();
    direction.clear();
    for (ParameterTensor tensor : network.parameters()) {
      origin.add(cut(originBytes, tensor));
      direction.add(cut(directionBytes, tensor));
    }
  }

  private NDArray cut(ByteBuffer vector, ParameterTensor tensor) {
    int width = type.getNumOfBytes();
    // A slice, since DJL ignores a buffer's position.
    ByteBuffer part =
        vector.slice(
            Math.toIntExact(tensor.offset() * width), Math.toIntExact(tensor.size() * width));
    return manager.create(part, tensor.shape(), type);
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

  /** Runs the network on the line's device in its type. */
  public Interpreter interpreter() {
    return interpreter;
  }

  /** Bytes of the values of all nodes on these inputs. */
  public long valueBytes(List<NDArray> inputs) {
    return interpreter.valueBytes(inputs, position -> Jet.constant(origin(position)));
  }

  /** Multiply-adds of running the network on these inputs, for its values alone. */
  public long multiplyAdds(List<NDArray> inputs) {
    return interpreter.multiplyAdds(inputs, position -> Jet.constant(origin(position)));
  }

  /** From now on this is told the {@link PassCost} of every pass when it is done. */
  public void tell(IntConsumer passes) {
    this.passes = passes;
  }

  /** Tells the listener of a pass. */
  public void passed(int cost) {
    passes.accept(cost);
  }

  /** A tensor of θ₀ by its position in {@link Network#parameters()}; the line's to close. */
  public NDArray origin(int position) {
    return origin.get(position);
  }

  /** A tensor of d by its position; the line's to close. */
  public NDArray direction(int position) {
    return direction.get(position);
  }

  /** A number as an array of no axis, α for {@link #at} say; the caller's to close. */
  public NDArray factor(double alpha) {
    return Torch.create(manager, type, new Shape(), alpha);
  }

  /** A tensor of θ₀ + α d by its position; the caller's to close. */
  NDArray at(int position, NDArray factor) {
    return factor.mul(direction(position)).add(origin(position));
  }

  @Override
  public void close() {
    interpreter.close();
    manager.close();
  }
}
