package io.alphascope.workload.dataset;

import java.util.Random;

/** Random numbers for vectors over a network's parameters. */
public final class DrawnVectors {

  private DrawnVectors() {}

  /**
   * The numbers of one step.
   *
   * @param seed the run's
   * @param step from 0
   */
  public static Random of(long seed, long step) {
    return RandomStream.VECTORS.at(seed, step);
  }
}
