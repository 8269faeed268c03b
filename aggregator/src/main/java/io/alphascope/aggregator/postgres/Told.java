package io.alphascope.aggregator.postgres;

import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.RunChanged;

/**
 * What an event tells, null being what nobody says. On the wire 0 and the empty text stand for that
 * too, so here, and here alone, it is decided which of them are values.
 */
final class Told {

  private Told() {}

  /** A number that is not 0 where it is known. */
  static Integer positive(int number) {
    return number == 0 ? null : Integer.valueOf(number);
  }

  /** A number that is not 0 where it is known. */
  static Long positive(long number) {
    return number == 0 ? null : Long.valueOf(number);
  }

  /** A number that is not 0 where it is known. */
  static Double positive(double number) {
    return number == 0 ? null : Double.valueOf(number);
  }

  /** A text that is not empty where it is known. */
  static String text(String text) {
    return text.isEmpty() ? null : text;
  }

  /** A number that may be 0 where somebody counts, which nobody does of a foreign run. */
  static <N extends Number> N counted(RunChanged run, N number) {
    return number.doubleValue() == 0 && isForeign(run) ? null : number;
  }

  /** The seed, which a trainer always has: version 1 left out 0. */
  static Long seed(RunChanged run) {
    return run.getSpecification().hasSeed() || !isForeign(run)
        ? Long.valueOf(run.getSpecification().getSeed())
        : null;
  }

  /** The momentum; of the optimizer of that name alone. */
  static Double momentum(RunChanged run) {
    return run.getSpecification().getOptimizer().getName().equals("momentum")
        ? counted(run, run.getSpecification().getOptimizer().getMomentum())
        : null;
  }

  /** Whether with Nesterov's correction; of the optimizer momentum alone. */
  static Boolean nesterov(RunChanged run) {
    boolean nesterov = run.getSpecification().getOptimizer().getNesterov();
    return run.getSpecification().getOptimizer().getName().equals("momentum")
            && (nesterov || !isForeign(run))
        ? Boolean.valueOf(nesterov)
        : null;
  }

  /** The schedule, which a trainer always has: before there were others, it was constant. */
  static String schedule(RunChanged run, String schedule) {
    return schedule.isEmpty() && !isForeign(run) ? "constant" : text(schedule);
  }

  /** Whether all channels of the inputs were normalised alike. */
  static boolean hasOneNormalisation(RunChanged run) {
    return run.getSpecification().hasNormalisation()
        && run.getSpecification().getNormalisation().getMeansCount() == 0;
  }

  static Double learningRate(CurvatureObserved observed) {
    return observed.hasLearningRate() ? observed.getLearningRate() : null;
  }

  /** A measured quantity. A rate that is asked for is a multiple of one that is known. */
  static Double quantity(ObservedQuantity quantity, CurvatureObserved observed) {
    return quantity.field().getNumber() == CurvatureObserved.LEARNING_RATE_STAR_FIELD_NUMBER
            && !observed.hasLearningRate()
        ? null
        : quantity.of(observed);
  }

  private static boolean isForeign(RunChanged run) {
    return run.getState() == RunChanged.State.FOREIGN;
  }
}
