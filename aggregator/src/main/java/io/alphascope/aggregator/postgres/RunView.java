package io.alphascope.aggregator.postgres;

import java.time.Instant;
import java.util.List;

/**
 * A run as REST shows it: the run itself, its evaluations, and what was observed of it so far.
 *
 * @param stepsTaken null, as are the other two, of a foreign run: nobody counts them
 * @param deadLetters records of the run that could not be processed
 * @param observingSeconds from the first step's time to the moment when the last observation was
 *     stored; null before the first
 * @param remarks what is inconsistent in it, a sentence each
 */
public record RunView(
    String run,
    Specification specification,
    String state,
    String message,
    Instant started,
    Instant ended,
    String device,
    Long stepsPlanned,
    Long stepsTaken,
    Long stepsPublished,
    Long stepsSkipped,
    Long lastPublishedStep,
    double trainingSeconds,
    List<Evaluation> evaluations,
    long parameterCount,
    long trainingSamples,
    long deadLetters,
    Double observingSeconds,
    List<CurvatureSummary> curvatures,
    List<String> remarks) {

  /** What is trained, and how. */
  public record Specification(
      String network,
      String activation,
      String loss,
      String reduction,
      String dataset,
      Normalisation normalisation,
      Optimizer optimizer,
      long seed,
      List<String> curvatures,
      int batchSize,
      int epochs,
      int publishEvery) {}

  /** x = (raw / 255 − mean) / standardDeviation. */
  public record Normalisation(double mean, double standardDeviation) {}

  /** The optimizer and its settings. */
  public record Optimizer(String name, double learningRate, double momentum) {}

  /** The test set after an epoch; {@code step} is the epoch's last. */
  public record Evaluation(int epoch, long step, double testLoss, double testAccuracy) {}

  /**
   * What was observed under one curvature, over all rows.
   *
   * @param observed rows in all
   * @param withAlphaStar rows that have an α*
   * @param medianAlphaStar over these, exact up to step 65 535 and then from the medians of
   *     buckets; null if there is none
   */
  public record CurvatureSummary(
      String curvature,
      long observed,
      long withAlphaStar,
      Double medianAlphaStar,
      long ok,
      long nonPositiveCurvature,
      long ascent,
      long nonFinite,
      long zeroStep,
      Long lastStep) {}
}
