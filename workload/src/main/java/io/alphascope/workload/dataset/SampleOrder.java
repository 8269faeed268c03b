package io.alphascope.workload.dataset;

import java.util.Arrays;
import java.util.Random;

/** The order in which the training samples are visited, epoch by epoch. */
@FunctionalInterface
public interface SampleOrder {

  /**
   * The sample indices of one epoch.
   *
   * @param epoch from 1
   * @return a new array of as many indices as there are training samples
   */
  int[] epoch(int epoch);

  /**
   * A fresh random permutation for each epoch: Fisher–Yates from the last position down to 1,
   * swapping with {@link Random#nextInt(int) nextInt(position + 1)}. The same seed, size and epoch
   * give the same permutation on every machine.
   *
   * @param size number of training samples
   */
  static SampleOrder shuffled(long seed, int size) {
    return epoch -> {
      Random random = RandomStream.SAMPLE_ORDER.at(seed, epoch);
      int[] order = new int[size];
      Arrays.setAll(order, index -> index);
      for (int position = size - 1; position > 0; position--) {
        int other = random.nextInt(position + 1);
        int index = order[position];
        order[position] = order[other];
        order[other] = index;
      }
      return order;
    };
  }

  /**
   * An order given from outside, epoch after epoch.
   *
   * @param indices epochs × size sample indices; not copied
   * @param size number of training samples
   * @throws IllegalArgumentException if there are too few or too many of them, or one is no sample
   */
  static SampleOrder given(int[] indices, int epochs, int size) {
    if (indices.length != (long) epochs * size) {
      throw new IllegalArgumentException(
          "the sample order holds %d indices; %d epochs of %d training samples need %d"
              .formatted(indices.length, epochs, size, (long) epochs * size));
    }
    for (int position = 0; position < indices.length; position++) {
      if (indices[position] < 0 || indices[position] >= size) {
        throw new IllegalArgumentException(
            "the sample order's entry %d is %d; training samples have indices 0 to %d"
                .formatted(position, indices[position], size - 1));
      }
    }
    return epoch -> Arrays.copyOfRange(indices, (epoch - 1) * size, epoch * size);
  }
}
