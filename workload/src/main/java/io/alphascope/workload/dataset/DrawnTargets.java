package io.alphascope.workload.dataset;

import java.util.Random;

/** Random numbers for targets that are drawn from a network's own distribution. */
public final class DrawnTargets {

  private DrawnTargets() {}

  /**
   * The numbers of one sample: the same whatever part of the batch is computed at once.
   *
   * @param seed the run's
   * @param step from 0
   * @param sample its place in the batch
   */
  public static Random of(long seed, long step, int sample) {
    return RandomStream.DRAWN_TARGETS.at(
        RandomStream.DRAWN_TARGETS.at(seed, step).nextLong(), sample);
  }
}
