package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network's parameters θ, one leaf per tensor, and their gradient g. Lives as long as its
 * manager. P parameters in all.
 */
final class Parameters {

  private final List<NDArray> leaves = new ArrayList<>();
  private final Interpreter network;

  /**
   * @param initial θ, flat [P]
   */
  Parameters(Network network, float[] initial, NDManager manager) {
    for (ParameterTensor tensor : network.parameters()) {
      int start = Math.toIntExact(tensor.offset());
      int end = Math.toIntExact(tensor.offset() + tensor.size());
      NDArray leaf = manager.create(Arrays.copyOfRange(initial, start, end), tensor.shape());
      leaves.add(Autograd.leaf(leaf));
    }
    this.network =
        new Interpreter(network.graph(), network.parameterNames(), manager, DataType.FLOAT32);
  }

  /** Runs the network on inputs [n, …]; recorded if the thread records. The caller closes it. */
  Sweep forward(NDArray inputs) {
    return network.sweep(List.of(inputs), position -> Jet.constant(leaves.get(position)), 0);
  }

  /** The tensors of θ, to be changed in place. */
  List<NDArray> tensors() {
    return leaves;
  }

  /**
   * The tensors of g in the order of the parameters, from the last reverse pass; not copies, so
   * {@link #zeroGradient} clears them.
   */
  List<NDArray> gradients(NDManager scope) {
    List<NDArray> gradients = new ArrayList<>();
    for (NDArray leaf : leaves) {
      NDArray gradient = Autograd.gradient(leaf);
      gradient.attach(scope);
      gradients.add(gradient);
    }
    return gradients;
  }

  void zeroGradient() {
    leaves.forEach(Autograd::zeroGradient);
  }

  /** Writes arrays one after the other, directly from the memory where they are computed. */
  static void copy(List<NDArray> arrays, ByteBuffer target) {
    for (NDArray array : arrays) {
      target.put(array.toByteBuffer(true));
    }
  }

  /** A copy of θ, tensor by tensor, in the given manager. */
  NDList snapshot(NDManager scope) {
    NDList copies = new NDList();
    for (NDArray leaf : leaves) {
      NDArray copy = leaf.duplicate();
      copy.attach(scope);
      copies.add(copy);
    }
    return copies;
  }

  /** The Euclidean norm of all arrays together. */
  static double norm(List<NDArray> arrays) {
    double squares = 0;
    for (NDArray array : arrays) {
      try (NDArray squared = array.square();
          NDArray sum = squared.sum()) {
        squares += sum.getFloat();
      }
    }
    return Math.sqrt(squares);
  }

  /** ‖θ − before‖; overwrites {@code before}. */
  double distanceFrom(NDList before) {
    for (int tensor = 0; tensor < leaves.size(); tensor++) {
      before.get(tensor).subi(leaves.get(tensor));
    }
    return norm(before);
  }
}
