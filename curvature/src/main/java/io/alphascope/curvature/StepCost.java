package io.alphascope.curvature;

import java.util.List;

/**
 * What observing a step would compute, and what that costs.
 *
 * @param batches in the order in which they would be observed; the step's own last, where only
 *     arrays of its samples are asked for
 * @param refusals of what would not be observed
 */
public record StepCost(List<OfBatch> batches, List<StepOutcome.Refusal> refusals) {

  /**
   * Of what is observed on one batch.
   *
   * @param effort on a step on which everything is due
   * @param prices of its parts
   */
  public record OfBatch(Effort effort, Prices prices) {

    /** About how long so many runs of the network on the batch take. */
    public double seconds(double runs) {
      return effort.runs() == 0 ? 0 : effort.seconds() / effort.runs() * runs;
    }
  }
}
