package io.alphascope.curvature;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import java.util.List;

/**
 * What to observe of a step.
 *
 * @param curvatures at least one
 * @param observables beside them, those that are due
 */
public record StepRequest(List<CurvatureName> curvatures, List<ObservableChoice> observables) {

  public StepRequest {
    curvatures = List.copyOf(curvatures);
    observables = List.copyOf(observables);
  }

  /** Curvatures alone. */
  public static StepRequest of(List<CurvatureName> curvatures) {
    return new StepRequest(curvatures, List.of());
  }
}
