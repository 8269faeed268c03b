package io.alphascope.trainerservice.plan;

import io.alphascope.events.RunSpecification;
import io.alphascope.trainerservice.training.TrainingPlan;
import java.util.List;
import java.util.Optional;

/**
 * A run that can work.
 *
 * @param datasetNote one line if the data set is not the one that would have been preferred
 * @param warnings what its owner should know beforehand, one line each
 */
public record RunPlan(
    String run,
    RunSpecification specification,
    TrainingPlan training,
    WhenBehind whenBehind,
    Optional<String> datasetNote,
    List<String> warnings) {}
