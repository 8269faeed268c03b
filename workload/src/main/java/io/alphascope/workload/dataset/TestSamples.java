package io.alphascope.workload.dataset;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Draws batches of the test set: {@code test:N}. */
public final class TestSamples {

  private TestSamples() {}

  /**
   * Draws {@code count} test samples without replacement, every subset being equally likely, by
   * Floyd's algorithm as {@link FreshSamples} does.
   *
   * @param seed the run's
   * @param step from 0; the same seed and step give the same samples, whatever is done with them
   * @return ascending indices
   * @throws IllegalArgumentException if there are not so many
   */
  public static int[] draw(long seed, long step, int count, int testSize) {
    if (count < 1 || count > testSize) {
      throw new IllegalArgumentException(
          "cannot draw %d test samples: there are %d".formatted(count, testSize));
    }
    Random random = RandomStream.TEST_SAMPLES.at(seed, step);
    Set<Integer> drawn = new HashSet<>(2 * count);
    for (int last = testSize - count; last < testSize; last++) {
      if (!drawn.add(random.nextInt(last + 1))) {
        drawn.add(last);
      }
    }
    return drawn.stream().mapToInt(Integer::intValue).sorted().toArray();
  }
}
