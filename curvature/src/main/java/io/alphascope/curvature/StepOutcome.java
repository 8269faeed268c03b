package io.alphascope.curvature;

import io.alphascope.curvature.quantity.Observation;
import java.util.List;

/**
 * What became of one step.
 *
 * @param observations of the curvatures that could be observed, in the order in which they were
 *     asked for
 * @param refusals of what could not
 */
public record StepOutcome(List<Observation> observations, List<Refusal> refusals) {

  /**
   * Something that was asked for and cannot be observed.
   *
   * @param name a curvature's or an observable's: {@code kfac}, {@code eigenvalue of hessian}
   * @param reason in one sentence
   */
  public record Refusal(String name, String reason) {

    @Override
    public String toString() {
      return "%s: %s".formatted(name, reason);
    }
  }
}
