package io.alphascope.trainerservice.plan;

import io.alphascope.events.RunSpecification;
import io.alphascope.trainerservice.training.TrainingPlan;
import java.util.List;
import java.util.Optional;

/**
 * A run that is possible.
 *
 * @param datasetNote one line if the preferred data set was not available
 * @param warnings to be read before the run starts, one line each
 */
public record RunPlan(
    String run,
    RunSpecification specification,
    TrainingPlan training,
    WhenBehind whenBehind,
    Optional<String> datasetNote,
    List<String> warnings) {}
