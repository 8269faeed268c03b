package io.alphascope.trainerservice.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads samples of a data set as the input of a network, through one buffer. */
final class SampleInputs {
  private final Dataset dataset;
  private final Network network;
  private final ByteBuffer buffer;
  private final DataType type;

  /**
   * @param most samples at a time
   */
  SampleInputs(Dataset dataset, Network network, int most) {
    this.dataset = dataset;
    this.network = network;
    this.type = dataset.inputType(DataType.FLOAT32);
    long bytes = most * dataset.sampleShape().size() * type.getNumOfBytes();
    this.buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  /** [n, …], on the manager's device; it may share the buffer, so the next call invalidates it. */
  NDArray of(Split split, int[] samples, NDManager manager) {
    dataset.copyInputs(split, samples, DataType.FLOAT32, buffer.clear());
    Shape shape = new Shape(samples.length).addAll(dataset.sampleShape());
    return manager.create(
        buffer.slice(0, buffer.position()), network.inputs().get(0).fit(shape), type);
  }
}
