package io.alphascope.trainerservice.rest;

import io.alphascope.events.Normalisation;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.Timestamps;
import io.alphascope.events.remarks.Workload;
import io.alphascope.trainerservice.run.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A run as JSON: {@code RunChanged}, and what only this process has. */
public record RunView(
    String run,
    Specification specification,
    String state,
    String message,
    Instant started,
    Instant ended,
    String device,
    Long stepsPlanned,
    long stepsTaken,
    long stepsPublished,
    long stepsSkipped,
    Long lastPublishedStep,
    double trainingSeconds,
    List<Evaluated> evaluations,
    long parameterCount,
    long trainingSamples,
    String datasetNote,
    List<String> warnings) {

  /**
   * How the run was requested.
   *
   * @param loss with its options, {@link Workload#loss}
   * @param schedule null if unknown
   */
  public record Specification(
      String network,
      String activation,
      String loss,
      String reduction,
      String dataset,
      Normalised normalisation,
      Optimized optimizer,
      String schedule,
      long warmupSteps,
      long seed,
      List<String> curvatures,
      List<String> observables,
      int batchSize,
      int epochs,
      int publishEvery) {

    static Specification of(RunSpecification specification) {
      return new Specification(
          Workload.of(specification).network(),
          specification.getActivation(),
          Workload.of(specification).loss(),
          specification.getReduction(),
          specification.getDataset(),
          specification.hasNormalisation() ? Normalised.of(specification.getNormalisation()) : null,
          new Optimized(
              specification.getOptimizer().getName(),
              specification.getOptimizer().getLearningRate(),
              specification.getOptimizer().getMomentum(),
              specification.getOptimizer().getWeightDecay(),
              specification.getOptimizer().getNesterov()),
          specification.getSchedule().isEmpty() ? null : specification.getSchedule(),
          specification.getWarmupSteps(),
          specification.getSeed(),
          List.copyOf(specification.getCurvaturesList()),
          List.copyOf(specification.getObservablesList()),
          specification.getBatchSize(),
          specification.getEpochs(),
          specification.getPublishEvery());
    }
  }

  /** The normalisation of inputs: one for all channels, or one for each. */
  public record Normalised(
      Double mean, Double standardDeviation, List<Double> means, List<Double> standardDeviations) {

    static Normalised of(Normalisation values) {
      return values.getMeansCount() == 0
          ? new Normalised(values.getMean(), values.getStandardDeviation(), null, null)
          : new Normalised(
              null,
              null,
              List.copyOf(values.getMeansList()),
              List.copyOf(values.getStandardDeviationsList()));
    }
  }

  /** The optimizer with its settings. */
  public record Optimized(
      String name, double learningRate, double momentum, double weightDecay, boolean nesterov) {}

  /** The results on the test samples after an epoch. */
  public record Evaluated(int epoch, long step, double testLoss, Double testAccuracy) {}

  static RunView of(Runs.View view) {
    RunChanged state = view.state();
    return new RunView(
        state.getRun(),
        Specification.of(state.getSpecification()),
        state.getState().name().toLowerCase(Locale.ROOT),
        state.getMessage(),
        state.hasStarted() ? Timestamps.instant(state.getStarted()) : null,
        state.hasEnded() ? Timestamps.instant(state.getEnded()) : null,
        state.getDevice(),
        state.hasStepsPlanned() ? state.getStepsPlanned() : null,
        state.getStepsTaken(),
        state.getStepsPublished(),
        state.getStepsSkipped(),
        state.hasLastPublishedStep() ? state.getLastPublishedStep() : null,
        state.getTrainingSeconds(),
        state.getEvaluationsList().stream()
            .map(
                evaluation ->
                    new Evaluated(
                        evaluation.getEpoch(),
                        evaluation.getStep(),
                        evaluation.getTestLoss(),
                        evaluation.hasTestAccuracy() ? evaluation.getTestAccuracy() : null))
            .toList(),
        state.getParameterCount(),
        state.getTrainingSamples(),
        view.datasetNote().orElse(null),
        view.warnings());
  }
}
