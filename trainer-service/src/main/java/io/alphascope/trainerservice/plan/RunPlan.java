package io.alphascope.trainerservice.plan;

import io.alphascope.events.RunSpecification;
import io.alphascope.trainerservice.publishing.StepEvents;
import io.alphascope.trainerservice.training.TrainingPlan;
import java.util.List;
import java.util.Optional;

/**
 * A run that is possible.
 *
 * @param stepsPerEvent at most so many successive steps are published in one record
 * @param datasetNote one line if the preferred data set was not available
 * @param warnings to be read before the run starts, one line each
 */
public record RunPlan(
    String run,
    RunSpecification specification,
    TrainingPlan training,
    WhenBehind whenBehind,
    int stepsPerEvent,
    Optional<String> datasetNote,
    List<String> warnings) {

  /** How its steps are described in the stream. */
  public StepEvents events() {
    return new StepEvents(run, specification, training.initialParameters());
  }
}
