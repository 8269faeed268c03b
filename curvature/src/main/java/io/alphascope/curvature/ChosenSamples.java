package io.alphascope.curvature;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.FreshSamples;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.dataset.TestSamples;
import io.alphascope.workload.loss.Targets;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The samples of a data set that a choice means for one step.
 *
 * @param indices not copied
 */
public record ChosenSamples(Dataset dataset, Split split, int[] indices) {

  /**
   * Why a choice means nothing in a data set; empty if it does mean something.
   *
   * @param own how many different samples the step was taken on
   */
  public static Optional<String> missing(BatchChoice choice, Dataset dataset, long own) {
    if (choice instanceof BatchChoice.Fresh fresh
        && fresh.number() > dataset.size(Split.TRAIN) - own) {
      return Optional.of(
          "beside the step's own, data set %s has %d training samples"
              .formatted(dataset.name(), dataset.size(Split.TRAIN) - own));
    }
    if (choice instanceof BatchChoice.Test test && test.number() > dataset.size(Split.TEST)) {
      return Optional.of(
          "data set %s has %d test samples".formatted(dataset.name(), dataset.size(Split.TEST)));
    }
    return Optional.empty();
  }

  /**
   * Draws what is to be drawn; not for {@link BatchChoice.All}, see {@link WholeTrainingSets}.
   *
   * @param own the step's samples
   * @param seed the run's
   * @throws IllegalArgumentException if the choice is {@link #missing}, or an own index no sample
   */
  public static ChosenSamples of(
      BatchChoice choice, Dataset dataset, int[] own, long seed, long step) {
    if (choice instanceof BatchChoice.Fresh fresh) {
      int size = dataset.size(Split.TRAIN);
      return new ChosenSamples(
          dataset, Split.TRAIN, FreshSamples.draw(seed, step, fresh.number(), size, own));
    }
    if (choice instanceof BatchChoice.Test test) {
      int size = dataset.size(Split.TEST);
      return new ChosenSamples(
          dataset, Split.TEST, TestSamples.draw(seed, step, test.number(), size));
    }
    return new ChosenSamples(dataset, Split.TRAIN, own);
  }

  /**
   * As a batch.
   *
   * @param buffers gives a direct little-endian buffer of so many bytes
   */
  public Batch batch(DataType type, IntFunction<ByteBuffer> buffers) {
    int values = Math.multiplyExact(indices.length, (int) dataset.sampleShape().size());
    ByteBuffer inputs = buffers.apply(Math.multiplyExact(values, type.getNumOfBytes()));
    if (type == DataType.FLOAT32) {
      dataset.copyInputs(split, indices, inputs.asFloatBuffer());
    } else {
      FloatBuffer narrow = FloatBuffer.allocate(values);
      dataset.copyInputs(split, indices, narrow);
      narrow.flip();
      DoubleBuffer wide = inputs.asDoubleBuffer();
      while (narrow.hasRemaining()) {
        wide.put(narrow.get());
      }
    }
    return new Batch(
        type,
        new Shape(indices.length).addAll(dataset.sampleShape()),
        inputs,
        Targets.labels(dataset.labels(split, indices)));
  }
}
