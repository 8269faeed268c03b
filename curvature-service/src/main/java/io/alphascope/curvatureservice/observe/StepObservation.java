package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.BatchSource;
import io.alphascope.curvature.CurvatureName;
import io.alphascope.curvature.Observation;
import io.alphascope.curvature.Step;
import java.util.List;

/** The computation itself: {@link io.alphascope.curvature.StepObserver#observe}. */
@FunctionalInterface
public interface StepObservation {

  /** One observation per curvature, in their order. */
  List<Observation> observe(Step step, List<CurvatureName> curvatures, BatchSource batches);
}
