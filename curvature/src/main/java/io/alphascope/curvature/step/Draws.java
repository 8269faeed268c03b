package io.alphascope.curvature.step;

import io.alphascope.workload.dataset.DrawnTargets;
import io.alphascope.workload.dataset.DrawnVectors;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * What is drawn at random for a step: it follows from the run's seed and the step's number.
 *
 * @param seed the run's; 0 if it is unknown
 * @param step from 0
 */
public record Draws(long seed, long step) {

  /** Random numbers by sample, each with a sequence of its own, for targets of a whole batch. */
  public IntFunction<Random> ofSamples(int first, int count) {
    Random[] randoms = new Random[count];
    for (int i = 0; i < count; i++) {
      randoms[i] = DrawnTargets.of(seed, step, first + i);
    }
    return i -> randoms[i];
  }

  /** Random numbers for vectors over the parameters. */
  public Random ofVectors() {
    return DrawnVectors.of(seed, step);
  }
}
