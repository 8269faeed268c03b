package io.alphascope.workload.dataset;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Draws batches that a step has not seen: {@code fresh:N}. */
public final class FreshSamples {

  private FreshSamples() {}

  /**
   * Draws {@code count} training samples without replacement from those that are not the step's
   * own, every subset being equally likely.
   *
   * <p>The M = trainingSize − |own| candidates are numbered in ascending order; Floyd's algorithm
   * (Bentley and Floyd 1987) takes for each j = M − count … M − 1 the candidate {@link
   * Random#nextInt(int) nextInt(j + 1)}, or j itself if that one is taken already.
   *
   * @param seed the run's
   * @param step from 0; the same seed and step give the same samples, whatever is done with them
   * @param own the step's samples; repetitions do no harm
   * @return ascending indices
   * @throws IllegalArgumentException if there are not so many others, or an own index is no sample
   */
  public static int[] draw(long seed, long step, int count, int trainingSize, int[] own) {
    int[] excluded = Arrays.stream(own).sorted().distinct().toArray();
    if (excluded.length > 0 && (excluded[0] < 0 || excluded[excluded.length - 1] >= trainingSize)) {
      throw new IllegalArgumentException(
          "a sample of the step lies outside the %d training samples".formatted(trainingSize));
    }
    int candidates = trainingSize - excluded.length;
    if (count < 1 || count > candidates) {
      throw new IllegalArgumentException(
          "cannot draw %d fresh samples: beside the step's own, there are %d training samples"
              .formatted(count, candidates));
    }
    Random random = RandomStream.FRESH_SAMPLES.at(seed, step);
    Set<Integer> drawn = new HashSet<>(2 * count);
    for (int last = candidates - count; last < candidates; last++) {
      if (!drawn.add(random.nextInt(last + 1))) {
        drawn.add(last);
      }
    }
    int[] samples = drawn.stream().mapToInt(Integer::intValue).sorted().toArray();
    skipExcluded(samples, excluded);
    return samples;
  }

  /** Turns numbers among the candidates into sample indices; both arrays ascend. */
  private static void skipExcluded(int[] samples, int[] excluded) {
    int skipped = 0;
    for (int position = 0; position < samples.length; position++) {
      while (skipped < excluded.length && excluded[skipped] <= samples[position] + skipped) {
        skipped++;
      }
      samples[position] += skipped;
    }
  }
}
