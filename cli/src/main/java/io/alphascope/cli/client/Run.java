package io.alphascope.cli.client;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.alphascope.events.remarks.Workload;
import java.util.List;
import java.util.Optional;

/**
 * A run as the aggregator knows it; what nobody says is null, as are the counts of a foreign run.
 *
 * @param state running, completed, stopped, interrupted, failed or foreign
 * @param message why it ended as it did
 * @param datasetNote which data set was taken instead of the usual one
 * @param warnings what its owner should know, a sentence each; told by its trainer alone
 * @param stepsPlanned in all, if known
 * @param trainingSeconds first step's start to last step's end
 * @param observingSeconds first step to last observation stored
 * @param deadLetterReasons why records of the run could not be processed
 * @param steps what the observed steps tell
 * @param trouble what is not finite at the last observed step, in a sentence; null if all is
 * @param remarks what is inconsistent in it, a sentence each
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Run(
    String run,
    Specification specification,
    String state,
    String message,
    String datasetNote,
    List<String> warnings,
    String started,
    Long stepsPlanned,
    Long stepsTaken,
    Long stepsPublished,
    Long stepsSkipped,
    Double trainingSeconds,
    Double observingSeconds,
    List<Evaluation> evaluations,
    long deadLetters,
    List<CountedReason> deadLetterReasons,
    Steps steps,
    String trouble,
    List<Series> curvatures,
    List<String> remarks) {

  public Run {
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
    evaluations = evaluations == null ? List.of() : List.copyOf(evaluations);
    deadLetterReasons = deadLetterReasons == null ? List.of() : List.copyOf(deadLetterReasons);
    curvatures = curvatures == null ? List.of() : List.copyOf(curvatures);
    remarks = remarks == null ? List.of() : List.copyOf(remarks);
  }

  /** What is trained, as far as the command line speaks of it. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Specification(
      String network,
      String activation,
      String loss,
      String reduction,
      String dataset,
      Optimizer optimizer,
      Integer batchSize,
      Integer epochs,
      Integer publishEvery,
      List<String> curvatures) {
    public Specification {
      curvatures = curvatures == null ? List.of() : List.copyOf(curvatures);
    }

    public Workload workload() {
      return new Workload(network, activation, loss, reduction, dataset);
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  public record Optimizer(String name, Double learningRate) {}

  @JsonNaming(SnakeCaseStrategy.class)
  public record Evaluation(int epoch, Double testLoss, Double testAccuracy) {}

  /**
   * The observed steps, and what is known of a run's steps by them, or else by its specification.
   *
   * @param observed different steps
   * @param epoch of the last
   * @param batchSize samples per step
   * @param firstLearningRate of the first step
   * @param learningRate of the last step
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Steps(
      long observed,
      Long first,
      Long last,
      Integer epoch,
      Integer batchSize,
      Double firstLearningRate,
      Double learningRate) {}

  /** The rows of one curvature; medians over all of them. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Series(
      String curvature,
      long observed,
      long withAlphaStar,
      Double medianAlphaStar,
      long nonPositiveCurvature,
      Long lastStep) {}

  public boolean isRunning() {
    return "running".equals(state);
  }

  public boolean isCompleted() {
    return "completed".equals(state);
  }

  /** Test accuracy after the last epoch, from 0 to 1. */
  public Optional<Double> testAccuracy() {
    return evaluations.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(evaluations.get(evaluations.size() - 1).testAccuracy());
  }

  public long observations() {
    return curvatures.stream().mapToLong(Series::observed).sum();
  }
}
