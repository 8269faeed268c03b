package io.alphascope.aggregator.statistics;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import java.util.OptionalDouble;

/** The values of an observation that rolling statistics use. Equal rows give equal statistics. */
public record Row(
    long step,
    Status status,
    OptionalDouble alphaStar,
    OptionalDouble slope,
    OptionalDouble curvatureValue,
    OptionalDouble fidelityAtStep,
    OptionalDouble fidelityAtAlphaStar) {

  public static Row of(CurvatureObserved observed) {
    return new Row(
        observed.getStep(),
        observed.getStatus(),
        given(observed.hasAlphaStar(), observed.getAlphaStar()),
        given(observed.hasSlope(), observed.getSlope()),
        given(observed.hasCurvatureValue(), observed.getCurvatureValue()),
        given(observed.hasFidelityAtStep(), observed.getFidelityAtStep()),
        given(observed.hasFidelityAtAlphaStar(), observed.getFidelityAtAlphaStar()));
  }

  /** An observation with the values of this row only. */
  public CurvatureObserved toEvent() {
    CurvatureObserved.Builder event =
        CurvatureObserved.newBuilder().setStep(step).setStatus(status);
    alphaStar.ifPresent(event::setAlphaStar);
    slope.ifPresent(event::setSlope);
    curvatureValue.ifPresent(event::setCurvatureValue);
    fidelityAtStep.ifPresent(event::setFidelityAtStep);
    fidelityAtAlphaStar.ifPresent(event::setFidelityAtAlphaStar);
    return event.build();
  }

  private static OptionalDouble given(boolean present, double value) {
    return present ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
