package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;
import java.util.List;

/** The computation itself: {@link io.alphascope.curvature.StepObserver#observe}. */
@FunctionalInterface
public interface StepObservation {

  /** One observation per curvature, in their order. */
  List<Observation> observe(Step step, List<CurvatureName> curvatures, BatchSource batches);
}
