package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.StepOutcome;
import io.alphascope.curvature.StepRequest;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;

/** The computation itself: {@link io.alphascope.curvature.StepObserver}. */
@FunctionalInterface
public interface StepObservation {

  /** An observation per curvature, in their order, and what could not be observed. */
  StepOutcome observe(Step step, StepRequest request, BatchSource batches);
}
