package io.alphascope.curvatureservice.decode;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.Batch;
import io.alphascope.curvature.BatchChoice;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.FreshSamples;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Batches rebuilt from a data set: the step's own from its indices, others drawn beside them. */
final class ReferencedBatches implements StepBatches {

  private final Dataset dataset;
  private final int[] own;
  private final DataType type;
  private final long seed;
  private final long step;
  private final InputBuffers buffers;

  /**
   * @param own the step's training samples, valid indices
   * @param type of the step's vectors
   * @param seed the run's
   */
  ReferencedBatches(
      Dataset dataset, int[] own, DataType type, long seed, long step, InputBuffers buffers) {
    this.dataset = dataset;
    this.own = own;
    this.type = type;
    this.seed = seed;
    this.step = step;
    this.buffers = buffers;
  }

  @Override
  public boolean has(BatchChoice choice) {
    return !(choice instanceof BatchChoice.Fresh fresh) || fresh.samples() <= others();
  }

  private long others() {
    return dataset.size(Split.TRAIN) - Arrays.stream(own).distinct().count();
  }

  @Override
  public Batch batch(BatchChoice choice) {
    int[] samples =
        choice instanceof BatchChoice.Fresh fresh
            ? FreshSamples.draw(seed, step, fresh.samples(), dataset.size(Split.TRAIN), own)
            : own;
    return new Batch(inputs(samples), Targets.labels(dataset.labels(Split.TRAIN, samples)));
  }

  private ByteBuffer inputs(int[] samples) {
    int values = Math.multiplyExact(samples.length, (int) dataset.sampleShape().size());
    ByteBuffer inputs = buffers.take(Math.multiplyExact(values, type.getNumOfBytes()));
    if (type == DataType.FLOAT32) {
      dataset.copyInputs(Split.TRAIN, samples, inputs.asFloatBuffer());
    } else {
      FloatBuffer narrow = FloatBuffer.allocate(values);
      dataset.copyInputs(Split.TRAIN, samples, narrow);
      narrow.flip();
      DoubleBuffer wide = inputs.asDoubleBuffer();
      while (narrow.hasRemaining()) {
        wide.put(narrow.get());
      }
    }
    return inputs;
  }
}
