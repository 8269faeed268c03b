package io.alphascope.trainerservice.plan;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.service.request.RefusedException;
import io.alphascope.trainerservice.training.TrainingPlan;
import java.util.Optional;

/** Checks which curvatures a run's steps are to be observed under, before it is started. */
final class RequestedCurvatures {

  private RequestedCurvatures() {}

  /**
   * @throws RefusedException if there is no such curvature of the run's network and loss, or if it
   *     wants samples that the data set does not have
   */
  static void check(String text, TrainingPlan training) {
    CurvatureName name;
    try {
      name = CurvatureName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(RefusedException.Reason.MISTAKE, e.getMessage(), e);
    }
    Optional<String> missing =
        name.missing(training.network(), training.loss())
            .or(
                () ->
                    ChosenSamples.missing(
                        name.batch(), training.dataset(), training.batchSize(), DataType.FLOAT32));
    if (missing.isPresent()) {
      throw new RefusedException("curvature '%s': %s".formatted(text, missing.get()));
    }
  }
}
