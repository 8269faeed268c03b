package io.alphascope.aggregator.sink;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.remarks.Workload;
import java.util.Set;
import java.util.function.Predicate;

/** Which field of an event goes into which column. */
final class Tables {

  /** A text that is indexed must fit a page of the index. */
  private static final int LONGEST_INDEXED_TEXT = 250;

  private static final Descriptor RUN = RunChanged.getDescriptor();
  private static final Descriptor SPECIFICATION = RunSpecification.getDescriptor();
  private static final Descriptor OPTIMIZER = Optimizer.getDescriptor();

  /** An evaluation with the run that it belongs to. */
  record Epoch(String run, EpochEvaluated evaluated) {}

  private Tables() {}

  static final Upsert<RunChanged> RUNS =
      new Upsert.Builder<RunChanged>("runs")
          .key("run", "text", RunChanged::getRun)
          .fields(RUN, run -> run, Told::said, "state", "message", "started", "ended")
          .fields(RUN, run -> run, Told::said, "steps_planned", "last_published_step")
          .fields(RUN, run -> run, Told::known, "device", "parameter_count", "training_samples")
          .fields(RUN, run -> run, Told::counted, "steps_taken", "steps_published")
          .fields(RUN, run -> run, Told::counted, "steps_skipped", "training_seconds")
          .column("network", "text", run -> FieldValue.text(workload(run).network()))
          .column("loss", "text", run -> FieldValue.text(workload(run).loss()))
          .fields(
              SPECIFICATION,
              RunChanged::getSpecification,
              Told::said,
              "activation",
              "reduction",
              "dataset")
          .fields(SPECIFICATION, RunChanged::getSpecification, Told::known, "batch_size", "epochs")
          .fields(
              SPECIFICATION,
              RunChanged::getSpecification,
              Told::counted,
              "publish_every",
              "warmup_steps")
          .fields(SPECIFICATION, RunChanged::getSpecification, Told::schedule, "schedule")
          .column("seed", "int8", Told::seed)
          .column("curvatures", "text", Tables::curvatures)
          .column("normalisation_mean", "float8", Told::normalisationMean)
          .column("normalisation_standard_deviation", "float8", Told::normalisationDeviation)
          .column(
              "optimizer",
              "text",
              run -> Told.known(run, FieldValue.text(optimizer(run).getName())))
          .fields(OPTIMIZER, Tables::optimizer, Told::known, "learning_rate")
          .fields(OPTIMIZER, Tables::optimizer, Told::counted, "weight_decay")
          .column("momentum", "float8", Told::momentum)
          .column("nesterov", "bool", Told::nesterov)
          .buildStamped();

  static final Upsert<Epoch> EPOCHS =
      new Upsert.Builder<Epoch>("epochs")
          .key("run", "text", Epoch::run)
          .key("epoch", "int4", epoch -> epoch.evaluated().getEpoch())
          .fields(
              EpochEvaluated.getDescriptor(),
              Epoch::evaluated,
              Told::said,
              "step",
              "test_loss",
              "test_accuracy")
          .build();

  static final Upsert<CurvatureObserved> OBSERVATIONS = observations();

  static final Upsert<RollingStatistics> STATISTICS =
      new Upsert.Builder<RollingStatistics>("statistics")
          .key("run", "text", RollingStatistics::getRun)
          .key("curvature", "text", RollingStatistics::getCurvature)
          .key("window_steps", "int4", RollingStatistics::getWindow)
          .key("step", "int8", RollingStatistics::getStep)
          .fields(
              RollingStatistics.getDescriptor(),
              statistics -> statistics,
              Told::said,
              RollingStatistics.getDescriptor().getFields().stream()
                  .map(FieldDescriptor::getName)
                  .filter(Predicate.not(Set.of("run", "curvature", "window", "step")::contains))
                  .toArray(String[]::new))
          .build();

  static final Upsert<DeadLetter> DEAD_LETTERS =
      new Upsert.Builder<DeadLetter>("dead_letters")
          .key("source_topic", "text", DeadLetter::getTopic)
          .key("source_partition", "int4", DeadLetter::getPartition)
          .key("source_offset", "int8", DeadLetter::getOffset)
          .column("run", "text", letter -> indexed(letter.getRun()))
          .fields(
              DeadLetter.getDescriptor(), letter -> letter, Told::said, "step", "reason", "time")
          .build();

  private static Upsert<CurvatureObserved> observations() {
    Descriptor observation = CurvatureObserved.getDescriptor();
    Upsert.Builder<CurvatureObserved> table =
        new Upsert.Builder<CurvatureObserved>("observations")
            .key("run", "text", CurvatureObserved::getRun)
            .key("curvature", "text", CurvatureObserved::getCurvature)
            .key("step", "int8", CurvatureObserved::getStep)
            .fields(observation, o -> o, Told::known, "epoch")
            .fields(
                observation, o -> o, Told::said, "time", "batch_size", "learning_rate", "status");
    for (ObservedQuantity quantity : ObservedQuantity.ALL) {
      table.column(quantity.name(), "float8", o -> Told.quantity(quantity, o));
    }
    return table.buildStamped();
  }

  private static Workload workload(RunChanged run) {
    return Workload.of(run.getSpecification());
  }

  private static Optimizer optimizer(RunChanged run) {
    return run.getSpecification().getOptimizer();
  }

  private static String curvatures(RunChanged run) {
    return FieldValue.text(String.join(",", run.getSpecification().getCurvaturesList()));
  }

  static String indexed(String text) {
    return FieldValue.text(
        text.length() > LONGEST_INDEXED_TEXT ? text.substring(0, LONGEST_INDEXED_TEXT) : text);
  }
}
