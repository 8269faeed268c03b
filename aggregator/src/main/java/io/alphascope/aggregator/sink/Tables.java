package io.alphascope.aggregator.sink;

import static io.alphascope.aggregator.sink.FieldValue.text;

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

/** Which field of an event is stored in which column. */
final class Tables {

  /** A text that is indexed must fit into a page of the index. */
  private static final int LONGEST_INDEXED_TEXT = 250;

  /** An evaluation with the run that it belongs to. */
  record Epoch(String run, EpochEvaluated evaluated) {}

  private Tables() {}

  static final Upsert<RunChanged> RUNS =
      new Upsert.Builder<RunChanged>("runs")
          .of(RunChanged.getDescriptor(), run -> run)
          .keys("run")
          .fields("state", "message", "started", "ended", "steps_planned", "last_published_step")
          .fields(Told::known, "device", "publisher", "parameter_count", "training_samples")
          .fields(Told::counted, "steps_taken", "steps_published", "steps_skipped")
          .fields(Told::counted, "records_published")
          .fields(Told::counted, "training_seconds")
          .of(RunSpecification.getDescriptor(), RunChanged::getSpecification)
          .fields("activation", "reduction", "dataset")
          .fields(Told::known, "batch_size", "epochs")
          .fields(Told::chosen, "publish_every", "warmup_steps")
          .fields(Told::schedule, "schedule")
          .of(Optimizer.getDescriptor(), Tables::optimizer)
          .fields(Told::known, "learning_rate")
          .fields(Told::chosen, "weight_decay")
          .column("optimizer", "text", run -> Told.known(run, text(optimizer(run).getName())))
          .column("momentum", "float8", Told::momentum)
          .column("nesterov", "bool", Told::nesterov)
          .column("network", "text", run -> text(workload(run).network()))
          .column("loss", "text", run -> text(workload(run).loss()))
          .column("normalisation_mean", "float8", Told::normalisationMean)
          .column("normalisation_standard_deviation", "float8", Told::normalisationDeviation)
          .column("seed", "int8", Told::seed)
          .column("curvatures", "text", Tables::curvatures)
          .column("observables", "text", Tables::observables)
          .buildStamped();

  static final Upsert<Epoch> EPOCHS =
      new Upsert.Builder<Epoch>("epochs")
          .key("run", "text", Epoch::run)
          .of(EpochEvaluated.getDescriptor(), Epoch::evaluated)
          .keys("epoch")
          .fields("step", "test_loss", "test_accuracy")
          .build();

  static final Upsert<CurvatureObserved> OBSERVATIONS = observations();

  static final Upsert<RollingStatistics> STATISTICS =
      new Upsert.Builder<RollingStatistics>("statistics")
          .of(RollingStatistics.getDescriptor(), statistics -> statistics)
          .keys("run", "curvature", "step")
          .key("window_steps", "int4", RollingStatistics::getWindow)
          .fields(
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
          .of(DeadLetter.getDescriptor(), letter -> letter)
          .keys("step")
          .column("run", "text", letter -> indexed(letter.getRun()))
          .fields("reason", "time")
          .build();

  private static Upsert<CurvatureObserved> observations() {
    Upsert.Builder<CurvatureObserved> table =
        new Upsert.Builder<CurvatureObserved>("observations")
            .of(CurvatureObserved.getDescriptor(), observed -> observed)
            .keys("run", "curvature", "step")
            .fields(Told::known, "epoch")
            .fields("time", "batch_size", "learning_rate", "status");
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
    return text(String.join(",", run.getSpecification().getCurvaturesList()));
  }

  private static String observables(RunChanged run) {
    return text(String.join(",", run.getSpecification().getObservablesList()));
  }

  static String indexed(String text) {
    return text(
        text.length() > LONGEST_INDEXED_TEXT ? text.substring(0, LONGEST_INDEXED_TEXT) : text);
  }
}
