package io.alphascope.aggregator.sink;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.Normalisation;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import java.util.Optional;

/**
 * Known values of an event; unknown ones are null. On the wire, 0 and the empty text can also mean
 * unknown; this class alone decides when they do.
 */
final class Told {

  private Told() {}

  /** A number or a text that is never 0 or empty if it is known. */
  static Object known(Object event, Object value) {
    return isZero(value) || "".equals(value) ? null : value;
  }

  /** A count, which may be 0; unknown for a foreign run. */
  static Object counted(RunChanged run, Object number) {
    return isZero(number) && isForeign(run) ? null : number;
  }

  /** A setting, which may be 0. A trainer always has it; a client may leave it out. */
  static Object chosen(RunChanged run, Object setting) {
    return isZero(setting) && !isTrainers(run) ? null : setting;
  }

  /** The seed. A trainer always has one; version 1 left out 0. */
  static Long seed(RunChanged run) {
    return run.getSpecification().hasSeed() || isTrainers(run)
        ? Long.valueOf(run.getSpecification().getSeed())
        : null;
  }

  /** The momentum, which only the optimizer of that name has. */
  static Object momentum(RunChanged run) {
    Optimizer optimizer = run.getSpecification().getOptimizer();
    return hasMomentum(optimizer) ? chosen(run, optimizer.getMomentum()) : null;
  }

  /** Whether Nesterov's correction is used, which only the optimizer momentum can have. */
  static Boolean nesterov(RunChanged run) {
    Optimizer optimizer = run.getSpecification().getOptimizer();
    return hasMomentum(optimizer) && (optimizer.getNesterov() || isTrainers(run))
        ? Boolean.valueOf(optimizer.getNesterov())
        : null;
  }

  /** The schedule. A trainer always has one; earlier versions had only the constant one. */
  static Object schedule(RunChanged run, Object schedule) {
    return schedule.equals("") && isTrainers(run) ? "constant" : known(run, schedule);
  }

  /** The mean, if all channels of the inputs were normalised alike. */
  static Double normalisationMean(RunChanged run) {
    return oneNormalisation(run).map(Normalisation::getMean).orElse(null);
  }

  /** The standard deviation, if all channels of the inputs were normalised alike. */
  static Double normalisationDeviation(RunChanged run) {
    return oneNormalisation(run).map(Normalisation::getStandardDeviation).orElse(null);
  }

  /** A measured quantity. {@code learning_rate_star} is unknown where the rate is. */
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

  /** Whether a trainer of this system trains it. */
  private static boolean isTrainers(RunChanged run) {
    return !isForeign(run) && run.getPublisher().isEmpty();
  }

  private static boolean isForeign(RunChanged run) {
    return run.getState() == RunChanged.State.FOREIGN;
  }
}
