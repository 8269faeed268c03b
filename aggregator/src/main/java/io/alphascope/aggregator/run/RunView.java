package io.alphascope.aggregator.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/**
 * A run as it is shown: the run itself, its evaluations, and what was observed of it so far; all in
 * one object of JSON.
 *
 * <p>Unknown values are null, among them the counts of a foreign run.
 *
 * @param deadLetterReasons why records could not be processed; the counts sum to {@code
 *     dead_letters}
 */
public record RunView(
    @JsonUnwrapped Stored stored,
    List<Evaluation> evaluations,
    List<CountedReason> deadLetterReasons,
    @JsonUnwrapped Observed observed) {

  /**
   * The run itself, as it is stored.
   *
   * @param publisher the client outside that trains it and reports on it; null if there is none
   * @param deadLetters records of the run that could not be processed
   * @param remarks what is inconsistent in the run, one sentence each
   */
  public record Stored(
      String run,
      @Nested Specification specification,
      String state,
      String message,
      Instant started,
      Instant ended,
      String device,
      String publisher,
      Long stepsPlanned,
      Long stepsTaken,
      Long stepsPublished,
      Long stepsSkipped,
      Long lastPublishedStep,
      Double trainingSeconds,
      Long parameterCount,
      Long trainingSamples,
      long deadLetters,
      List<String> remarks) {}

  /**
   * What was observed of it.
   *
   * @param steps what is known from the observed steps
   * @param observingSeconds from the time of the first step to the moment when the last observation
   *     was stored; null before the first
   * @param trouble what is not finite at the last observed step, in a sentence; null if everything
   *     is finite
   */
  public record Observed(
      Steps steps, Double observingSeconds, String trouble, List<CurvatureSummary> curvatures) {}

  /**
   * Why records could not be processed.
   *
   * @param reason the first one of its kind
   */
  public record CountedReason(String reason, long count) {}

  /** What is trained, and how. */
  public record Specification(
      String network,
      String activation,
      String loss,
      String reduction,
      String dataset,
      @Nested("normalisation_") Normalisation normalisation,
      @Nested Optimizer optimizer,
      String schedule,
      Long warmupSteps,
      Long seed,
      @ColumnName("curvature_names") List<String> curvatures,
      @ColumnName("observable_names") List<String> observables,
      Integer batchSize,
      Integer epochs,
      Integer publishEvery) {}

  /**
   * The observed steps of a run. The batch size and the learning rates are those of the steps, or
   * those of the run's specification if the steps do not contain them.
   *
   * @param observed how many different steps
   * @param first null, as last and epoch are, if no step was observed
   * @param epoch of the last step
   * @param batchSize samples per step
   * @param firstLearningRate of the first step
   * @param learningRate of the last step
   */
  public record Steps(
      long observed,
      @ColumnName("first_step") Long first,
      @ColumnName("last_step") Long last,
      @ColumnName("last_epoch") Integer epoch,
      Integer batchSize,
      Double firstLearningRate,
      @ColumnName("last_learning_rate") Double learningRate) {}

  /** x = (raw / 255 − mean) / standardDeviation. */
  public record Normalisation(@PropagateNull Double mean, Double standardDeviation) {}

  /** The optimizer and its settings. */
  public record Optimizer(
      @ColumnName("optimizer") String name,
      Double learningRate,
      Double momentum,
      Boolean nesterov,
      Double weightDecay) {}

  /** The result on the test set after an epoch; {@code step} is the last step of the epoch. */
  public record Evaluation(int epoch, long step, double testLoss, Double testAccuracy) {}

  /**
   * What was observed under one curvature, over all rows.
   *
   * @param observed all rows
   * @param withAlphaStar rows that have an α*
   * @param medianAlphaStar over these rows; exact up to step 65 535, then computed from the medians
   *     of buckets; null if there are none
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
