package io.alphascope.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.step.Batch;
import io.alphascope.workload.autograd.Autograd;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.LossTerms;
import io.alphascope.workload.loss.Outputs;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.ParameterTensor;
import io.alphascope.workload.sweep.Interpreter;
import io.alphascope.workload.sweep.Sweep;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The trainer's step without its stream: forward, loss, backward, the update of gradient descent,
 * operation by operation what the trainer service does.
 */
final class TrainerStep {
  private final Network network;
  private final Loss loss;
  private final double learningRate;
  private final NDManager manager;
  private final List<NDArray> leaves = new ArrayList<>();
  private final Interpreter interpreter;

  TrainerStep(Network network, Loss loss, double learningRate, float[] initial, NDManager manager) {
    this.network = network;
    this.loss = loss;
    this.learningRate = learningRate;
    this.manager = manager;
    for (ParameterTensor tensor : network.parameters()) {
      int start = Math.toIntExact(tensor.offset());
      int end = Math.toIntExact(tensor.offset() + tensor.size());
      leaves.add(
          Autograd.leaf(manager.create(Arrays.copyOfRange(initial, start, end), tensor.shape())));
    }
    this.interpreter =
        new Interpreter(network.graph(), network.parameterNames(), manager, DataType.FLOAT32);
  }

  /** Takes a step and returns the loss before it. The gradient stays until {@link #clear}. */
  double take(Batch batch) {
    double before;
    try (NDManager scope = manager.newSubManager()) {
      try (Autograd recording = Autograd.recording();
          Sweep sweep =
              interpreter.sweep(
                  batch.arrays(network, scope),
                  position -> Jet.constant(leaves.get(position)),
                  0)) {
        NDArray z = sweep.output().value();
        LossTerms terms = loss.at(Outputs.of(z), batch.targets());
        before = terms.total();
        Autograd.backward(z, terms.gradient().times(terms.scale(), scope, DataType.FLOAT32), false);
      }
      try (Autograd plain = Autograd.notRecording()) {
        for (NDArray leaf : leaves) {
          try (NDArray step = Autograd.gradient(leaf).mul(learningRate)) {
            leaf.subi(step);
          }
        }
      }
    }
    return before;
  }

  void clear() {
    leaves.forEach(Autograd::zeroGradient);
  }

  /** A copy of θ, flat. */
  ByteBuffer parameters() {
    return flat(leaves);
  }

  /** A copy of the gradient of the last step, flat. */
  ByteBuffer gradient() {
    return flat(leaves.stream().map(Autograd::gradient).toList());
  }

  private ByteBuffer flat(List<NDArray> arrays) {
    ByteBuffer copy =
        ByteBuffer.allocate(Math.toIntExact(network.parameterCount() * Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    arrays.forEach(array -> copy.put(array.toByteBuffer(true)));
    return copy.flip();
  }
}
