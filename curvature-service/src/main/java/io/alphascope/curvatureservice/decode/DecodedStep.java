package io.alphascope.curvatureservice.decode;

import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.step.Step;
import io.alphascope.events.StepTaken;
import java.util.List;

/**
 * A valid step, ready to be observed. Its vectors are views of the record's bytes.
 *
 * @param curvatures that its specification names; empty: the service's default
 * @param observables that its specification names; empty: the service's default
 */
public record DecodedStep(
    StepTaken event,
    Step step,
    StepBatches batches,
    List<CurvatureName> curvatures,
    List<ObservableChoice> observables) {}
