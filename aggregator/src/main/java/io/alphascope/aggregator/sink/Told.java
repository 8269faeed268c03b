package io.alphascope.aggregator.sink;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.Normalisation;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import java.util.Optional;

/**
 * What an event tells, null being what nobody says. On the wire 0 and the empty text stand for that
 * too, so here, and here alone, it is decided which of them are values.
 */
final class Told {

  private Told() {}

  /** A number or a text that is neither 0 nor empty where it is known. */
  static Object known(Object event, Object value) {
    return isZero(value) || "".equals(value) ? null : value;
  }

  /** A number that may be 0 where somebody counts, which nobody does of a foreign run. */
  static Object counted(RunChanged run, Object number) {
    return isZero(number) && isForeign(run) ? null : number;
  }

  /** The seed, which a trainer always has: version 1 left out 0. */
  static Long seed(RunChanged run) {
    return run.getSpecification().hasSeed() || !isForeign(run)
        ? Long.valueOf(run.getSpecification().getSeed())
        : null;
  }

  /** The momentum; of the optimizer of that name alone. */
  static Object momentum(RunChanged run) {
    Optimizer optimizer = run.getSpecification().getOptimizer();
    return hasMomentum(optimizer) ? counted(run, optimizer.getMomentum()) : null;
  }

  /** Whether with Nesterov's correction; of the optimizer momentum alone. */
  static Boolean nesterov(RunChanged run) {
    Optimizer optimizer = run.getSpecification().getOptimizer();
    return hasMomentum(optimizer) && (optimizer.getNesterov() || !isForeign(run))
        ? Boolean.valueOf(optimizer.getNesterov())
        : null;
  }

  /** The schedule, which a trainer always has: before there were others, it was constant. */
  static Object schedule(RunChanged run, Object schedule) {
    return schedule.equals("") && !isForeign(run) ? "constant" : known(run, schedule);
  }

  /** The mean, if all channels of the inputs were normalised alike. */
  static Double normalisationMean(RunChanged run) {
    return oneNormalisation(run).map(Normalisation::getMean).orElse(null);
  }

  /** The standard deviation, if all channels of the inputs were normalised alike. */
  static Double normalisationDeviation(RunChanged run) {
    return oneNormalisation(run).map(Normalisation::getStandardDeviation).orElse(null);
  }

  /** A measured quantity. A rate that is asked for is a multiple of one that is known. */
  static Double quantity(ObservedQuantity quantity, CurvatureObserved observed) {
    return quantity.field().getNumber() == CurvatureObserved.LEARNING_RATE_STAR_FIELD_NUMBER
            && !observed.hasLearningRate()
        ? null
        : quantity.of(observed);
  }

  private static Optional<Normalisation> oneNormalisation(RunChanged run) {
    return Optional.of(run.getSpecification())
        .filter(RunSpecification::hasNormalisation)
        .map(RunSpecification::getNormalisation)
        .filter(normalisation -> normalisation.getMeansCount() == 0);
  }

  private static boolean hasMomentum(Optimizer optimizer) {
    return optimizer.getName().equals("momentum");
  }

  private static boolean isZero(Object value) {
    return value instanceof Number number && number.doubleValue() == 0;
  }

  private static boolean isForeign(RunChanged run) {
    return run.getState() == RunChanged.State.FOREIGN;
  }
}
