package io.alphascope.events;

import java.util.Optional;

/**
 * A step of a record.
 *
 * @param step stands alone, as if its record held it only; if there is a fault, it has at least its
 *     run and its number
 * @param fault why the step is not known
 */
public record GroupedStep(StepTaken step, Optional<Fault> fault) {

  /** A step that is known. */
  public static GroupedStep of(StepTaken step) {
    return new GroupedStep(step, Optional.empty());
  }

  /**
   * What is wrong with a step.
   *
   * @param field of {@link StepTaken}
   */
  public record Fault(String field, String expected, String found) {}
}
