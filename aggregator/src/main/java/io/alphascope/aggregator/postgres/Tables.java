package io.alphascope.aggregator.postgres;

import com.google.protobuf.Timestamp;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.remarks.Workload;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Which field of an event goes into which column. */
final class Tables {

  /** A text that is indexed must fit a page of the index. */
  private static final int LONGEST_INDEXED_TEXT = 250;

  /** An evaluation with the run that it belongs to. */
  record Epoch(String run, EpochEvaluated evaluated) {}

  private Tables() {}

  static final Upsert<RunChanged> RUNS =
      new Upsert.Builder<RunChanged>("runs")
          .key("run", "text", RunChanged::getRun)
          .column("state", "text", run -> lowerCase(run.getState()))
          .column("message", "text", run -> text(run.getMessage()))
          .column("started", "timestamptz", run -> time(run.hasStarted(), run.getStarted()))
          .column("ended", "timestamptz", run -> time(run.hasEnded(), run.getEnded()))
          .column("device", "text", run -> Told.text(text(run.getDevice())))
          .column("network", "text", run -> text(Workload.of(run.getSpecification()).network()))
          .column("activation", "text", run -> text(run.getSpecification().getActivation()))
          .column("loss", "text", run -> text(Workload.of(run.getSpecification()).loss()))
          .column("reduction", "text", run -> text(run.getSpecification().getReduction()))
          .column("dataset", "text", run -> text(run.getSpecification().getDataset()))
          .column(
              "normalisation_mean",
              "float8",
              run ->
                  Told.hasOneNormalisation(run)
                      ? run.getSpecification().getNormalisation().getMean()
                      : null)
          .column(
              "normalisation_standard_deviation",
              "float8",
              run ->
                  Told.hasOneNormalisation(run)
                      ? run.getSpecification().getNormalisation().getStandardDeviation()
                      : null)
          .column(
              "optimizer",
              "text",
              run -> Told.text(text(run.getSpecification().getOptimizer().getName())))
          .column(
              "learning_rate",
              "float8",
              run -> Told.positive(run.getSpecification().getOptimizer().getLearningRate()))
          .column("momentum", "float8", Told::momentum)
          .column("nesterov", "bool", Told::nesterov)
          .column(
              "weight_decay",
              "float8",
              run -> Told.counted(run, run.getSpecification().getOptimizer().getWeightDecay()))
          .column(
              "schedule",
              "text",
              run -> Told.schedule(run, text(run.getSpecification().getSchedule())))
          .column(
              "warmup_steps",
              "int8",
              run -> Told.counted(run, run.getSpecification().getWarmupSteps()))
          .column("seed", "int8", Told::seed)
          .column(
              "curvatures",
              "text",
              run -> text(String.join(",", run.getSpecification().getCurvaturesList())))
          .column("batch_size", "int4", run -> Told.positive(run.getSpecification().getBatchSize()))
          .column("epochs", "int4", run -> Told.positive(run.getSpecification().getEpochs()))
          .column(
              "publish_every",
              "int4",
              run -> Told.counted(run, run.getSpecification().getPublishEvery()))
          .column(
              "steps_planned", "int8", run -> run.hasStepsPlanned() ? run.getStepsPlanned() : null)
          .column("steps_taken", "int8", run -> Told.counted(run, run.getStepsTaken()))
          .column("steps_published", "int8", run -> Told.counted(run, run.getStepsPublished()))
          .column("steps_skipped", "int8", run -> Told.counted(run, run.getStepsSkipped()))
          .column(
              "last_published_step",
              "int8",
              run -> run.hasLastPublishedStep() ? run.getLastPublishedStep() : null)
          .column("training_seconds", "float8", run -> Told.counted(run, run.getTrainingSeconds()))
          .column("parameter_count", "int8", run -> Told.positive(run.getParameterCount()))
          .column("training_samples", "int8", run -> Told.positive(run.getTrainingSamples()))
          .buildStamped();

  static final Upsert<Epoch> EPOCHS =
      new Upsert.Builder<Epoch>("epochs")
          .key("run", "text", Epoch::run)
          .key("epoch", "int4", epoch -> epoch.evaluated().getEpoch())
          .column("step", "int8", epoch -> epoch.evaluated().getStep())
          .column("test_loss", "float8", epoch -> epoch.evaluated().getTestLoss())
          .column(
              "test_accuracy",
              "float8",
              epoch ->
                  epoch.evaluated().hasTestAccuracy() ? epoch.evaluated().getTestAccuracy() : null)
          .build();

  static final Upsert<CurvatureObserved> OBSERVATIONS = observations();

  static final Upsert<RollingStatistics> STATISTICS =
      new Upsert.Builder<RollingStatistics>("statistics")
          .key("run", "text", RollingStatistics::getRun)
          .key("curvature", "text", RollingStatistics::getCurvature)
          .key("window_steps", "int4", RollingStatistics::getWindow)
          .key("step", "int8", RollingStatistics::getStep)
          .column("count", "int4", RollingStatistics::getCount)
          .column("alpha_star_count", "int4", RollingStatistics::getAlphaStarCount)
          .column("alpha_star_p05", "float8", s -> s.hasAlphaStarP05() ? s.getAlphaStarP05() : null)
          .column("alpha_star_p25", "float8", s -> s.hasAlphaStarP25() ? s.getAlphaStarP25() : null)
          .column(
              "alpha_star_median",
              "float8",
              s -> s.hasAlphaStarMedian() ? s.getAlphaStarMedian() : null)
          .column("alpha_star_p75", "float8", s -> s.hasAlphaStarP75() ? s.getAlphaStarP75() : null)
          .column("alpha_star_p95", "float8", s -> s.hasAlphaStarP95() ? s.getAlphaStarP95() : null)
          .column("slope_mean", "float8", s -> s.hasSlopeMean() ? s.getSlopeMean() : null)
          .column(
              "curvature_value_mean",
              "float8",
              s -> s.hasCurvatureValueMean() ? s.getCurvatureValueMean() : null)
          .column("share_ok", "float8", RollingStatistics::getShareOk)
          .column("share_ascent", "float8", RollingStatistics::getShareAscent)
          .column(
              "share_non_positive_curvature",
              "float8",
              RollingStatistics::getShareNonPositiveCurvature)
          .column("share_zero_step", "float8", RollingStatistics::getShareZeroStep)
          .column("share_non_finite", "float8", RollingStatistics::getShareNonFinite)
          .column(
              "fidelity_at_step_median",
              "float8",
              s -> s.hasFidelityAtStepMedian() ? s.getFidelityAtStepMedian() : null)
          .column(
              "fidelity_at_alpha_star_median",
              "float8",
              s -> s.hasFidelityAtAlphaStarMedian() ? s.getFidelityAtAlphaStarMedian() : null)
          .build();

  static final Upsert<DeadLetter> DEAD_LETTERS =
      new Upsert.Builder<DeadLetter>("dead_letters")
          .key("source_topic", "text", DeadLetter::getTopic)
          .key("source_partition", "int4", DeadLetter::getPartition)
          .key("source_offset", "int8", DeadLetter::getOffset)
          .column("run", "text", letter -> indexed(letter.getRun()))
          .column("step", "int8", letter -> letter.hasStep() ? letter.getStep() : null)
          .column("reason", "text", letter -> text(letter.getReason()))
          .column("time", "timestamptz", letter -> time(letter.hasTime(), letter.getTime()))
          .build();

  private static Upsert<CurvatureObserved> observations() {
    Upsert.Builder<CurvatureObserved> table =
        new Upsert.Builder<CurvatureObserved>("observations")
            .key("run", "text", CurvatureObserved::getRun)
            .key("curvature", "text", CurvatureObserved::getCurvature)
            .key("step", "int8", CurvatureObserved::getStep)
            .column("epoch", "int4", o -> Told.positive(o.getEpoch()))
            .column("time", "timestamptz", o -> time(o.hasTime(), o.getTime()))
            .column("batch_size", "int4", CurvatureObserved::getBatchSize)
            .column("learning_rate", "float8", Told::learningRate)
            .column("status", "text", o -> lowerCase(o.getStatus()));
    for (ObservedQuantity quantity : ObservedQuantity.ALL) {
      table.column(quantity.name(), "float8", o -> Told.quantity(quantity, o));
    }
    return table.buildStamped();
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** PostgreSQL's text holds every character but this one. */
  private static String text(String text) {
    return text.replace('\0', '\uFFFD');
  }

  static String indexed(String text) {
    return text(
        text.length() > LONGEST_INDEXED_TEXT ? text.substring(0, LONGEST_INDEXED_TEXT) : text);
  }

  private static OffsetDateTime time(boolean present, Timestamp time) {
    return present
        ? Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).atOffset(ZoneOffset.UTC)
        : null;
  }
}
