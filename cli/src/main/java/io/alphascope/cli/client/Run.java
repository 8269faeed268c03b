package io.alphascope.cli.client;

import io.alphascope.events.remarks.Workload;
import java.util.List;
import java.util.Optional;

/**
 * A run as the aggregator knows it; what is unknown is null, as are the counts of a foreign run.
 *
 * @param state running, completed, stopped, interrupted, failed or foreign
 * @param message why it ended as it did
 * @param publisher the client outside that trains it and reports on it; null if there is none
 * @param datasetNote which data set was taken instead of the usual one
 * @param warnings what its owner should know, a sentence each; only its trainer gives them
 * @param stepsPlanned in all, if known
 * @param trainingSeconds first step's start to last step's end
 * @param observingSeconds first step to last observation stored
 * @param deadLetterReasons why records of the run could not be processed
 * @param steps what the observed steps tell
 * @param trouble what is not finite at the last observed step, in a sentence; null if all is
 * @param remarks what is inconsistent in it, a sentence each
 */
public record Run(
    String run,
    Specification specification,
    String state,
    String message,
    String publisher,
    String datasetNote,
    List<String> warnings,
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

  /** What is trained, as far as the command line speaks of it. */
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
      List<String> curvatures,
      List<String> observables) {

    public Workload workload() {
      return new Workload(network, activation, loss, reduction, dataset);
    }
  }

  public record Optimizer(String name, Double learningRate) {}

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
  public record Steps(
      long observed,
      Long first,
      Long last,
      Integer epoch,
      Integer batchSize,
      Double firstLearningRate,
      Double learningRate) {}

  /** The rows of one curvature; medians over all of them. */
  public record Series(
      String curvature,
      long observed,
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

  /** The same for a person: "97.31 %". */
  public Optional<String> accuracy() {
    return testAccuracy().map(accuracy -> "%.2f %%".formatted(100 * accuracy));
  }

  public long observations() {
    return curvatures.stream().mapToLong(Series::observed).sum();
  }
}
