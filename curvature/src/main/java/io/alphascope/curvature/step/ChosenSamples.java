package io.alphascope.curvature.step;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.FreshSamples;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.dataset.TestSamples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
   * @param type of the step's vectors
   */
  public static Optional<String> missing(
      BatchChoice choice, Dataset dataset, long own, DataType type) {
    if (choice instanceof BatchChoice.Fresh fresh
        && fresh.number() > dataset.size(Split.TRAIN) - own) {
      return Optional.of(
          "beside the step's own, data set %s has %d training samples"
              .formatted(dataset.name(), dataset.size(Split.TRAIN) - own));
    }
    int testSamples = dataset.size(Split.TEST);
    if (choice instanceof BatchChoice.Test test && test.number() > testSamples) {
      return Optional.of(
          "data set %s has %s test samples"
              .formatted(dataset.name(), testSamples == 0 ? "no" : testSamples));
    }
    return tooLarge(choice, dataset, own, type);
  }

  private static Optional<String> tooLarge(
      BatchChoice choice, Dataset dataset, long own, DataType type) {
    long samples =
        choice.equals(BatchChoice.all()) ? dataset.size(Split.TRAIN) : choice.samples().orElse(own);
    long bytes =
        Math.multiplyExact(
            samples * dataset.inputType(type).getNumOfBytes(), dataset.sampleShape().size());
    return bytes <= Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(
            "%d samples of data set %s take %d bytes, of which at most %d can be observed at once"
                .formatted(samples, dataset.name(), bytes, Integer.MAX_VALUE));
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
    ByteBuffer inputs =
        buffers.apply(Math.multiplyExact(values, dataset.inputType(type).getNumOfBytes()));
    dataset.copyInputs(split, indices, type, inputs.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    return new Batch(
        dataset.inputType(type),
        new Shape(indices.length).addAll(dataset.sampleShape()),
        inputs,
        dataset.targets(split, indices));
  }
}
