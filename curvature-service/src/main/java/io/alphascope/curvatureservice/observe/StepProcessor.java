package io.alphascope.curvatureservice.observe;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvature.CurvatureName;
import io.alphascope.curvature.GradientCheck;
import io.alphascope.curvature.Observation;
import io.alphascope.curvatureservice.decode.DecodedStep;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.StepDecoder;
import io.alphascope.curvatureservice.monitoring.ServiceMetrics;
import io.alphascope.curvatureservice.runs.ForeignRuns;
import io.alphascope.curvatureservice.runs.KnownRuns;
import io.alphascope.events.StepReader;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.events.remarks.GradientComparison;
import io.alphascope.events.remarks.GradientRemark;
import io.alphascope.events.remarks.Workload;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Decides what becomes of one record of {@code training.steps}. Thread-safe. */
public final class StepProcessor {

  private static final Logger LOG = Logger.getLogger(StepProcessor.class);

  private final StepDecoder decoder;
  private final StepObservation observation;
  private final List<CurvatureName> defaults;
  private final KnownRuns runs;
  private final ForeignRuns foreignRuns;
  private final ServiceMetrics metrics;
  private final DeadLetters deadLetters;
  private final ObservationEncoder encoder = new ObservationEncoder();
  private final Firsts inconsistent = new Firsts();
  private final Firsts refused = new Firsts();
  private final Firsts ofDeleted = new Firsts();

  /**
   * @param defaults curvatures of steps that ask for none
   */
  public StepProcessor(
      StepDecoder decoder,
      StepObservation observation,
      List<CurvatureName> defaults,
      KnownRuns runs,
      ServiceMetrics metrics,
      Clock clock) {
    this.decoder = decoder;
    this.observation = observation;
    this.defaults = List.copyOf(defaults);
    this.runs = runs;
    this.foreignRuns = new ForeignRuns(runs);
    this.metrics = metrics;
    this.deadLetters = new DeadLetters(metrics, clock);
  }

  /**
   * What is to be published before the record counts as done: an observation per curvature, or one
   * dead letter; with the first step of a foreign run, its announcement too. Nothing for a step of
   * a deleted run.
   *
   * @throws InterruptedException if the service stops
   */
  List<OutgoingRecord> process(ConsumerRecord<String, ByteBuffer> record)
      throws InterruptedException {
    if (record.value() == null) {
      return deadLetters.of(record, "value: expected a StepTaken, found none", "value");
    }
    StepTaken event;
    try {
      event = StepReader.read(record.value());
    } catch (InvalidProtocolBufferException malformed) {
      return deadLetters.of(
          record,
          "value: expected a StepTaken, found %d bytes that are none (%s)"
              .formatted(record.value().remaining(), malformed.getMessage()),
          "value");
    }
    if (isOfDeletedRun(event)) {
      ignore(event);
      return List.of();
    }
    try {
      return observe(decoder.decode(event));
    } catch (MalformedStepException malformed) {
      return deadLetters.of(record, event, malformed.getMessage(), malformed.field());
    } catch (RuntimeException failed) {
      LOG.errorf(failed, "step %d of run %s cannot be observed", event.getStep(), event.getRun());
      return deadLetters.of(record, event, "observing it failed: " + failed, "observing");
    }
  }

  /**
   * Observes a step under curvatures that its own run need not have asked for, as {@link #process}
   * would have. Nothing of it counts as live.
   *
   * @return an observation per curvature whose batch exists for this step
   * @throws MalformedStepException where {@link #process} gives a dead letter
   */
  public List<OutgoingRecord> replay(StepTaken event, List<CurvatureName> curvatures)
      throws MalformedStepException {
    DecodedStep step = decoder.decode(event);
    List<CurvatureName> possible =
        curvatures.stream().filter(name -> step.batches().has(name.batch())).toList();
    if (possible.isEmpty()) {
      return List.of();
    }
    return observation.observe(step.step(), possible, step.batches()).stream()
        .map(observed -> encoder.encode(step, observed))
        .toList();
  }

  private List<OutgoingRecord> observe(DecodedStep step) throws InterruptedException {
    StepTaken event = step.event();
    List<OutgoingRecord> results = new ArrayList<>();
    foreignRuns
        .announcement(event)
        .ifPresent(run -> results.add(new OutgoingRecord(Topic.RUNS, run.getRun(), run)));
    CurvatureChoice choice = CurvatureChoice.of(step, defaults);
    if (!choice.refused().isEmpty()) {
      refuse(event, choice.refused());
    }
    if (choice.observed().isEmpty()) {
      return results;
    }
    List<Observation> observations =
        metrics.timed(() -> observation.observe(step.step(), choice.observed(), step.batches()));
    metrics.observed(observations);
    checkGradient(step, observations);
    observations.forEach(observed -> results.add(encoder.encode(step, observed)));
    return results;
  }

  /** Whether the step is to be ignored, since its run was deleted. */
  public boolean isOfDeletedRun(StepTaken event) {
    return runs.isDeleted(event.getRun());
  }

  private void ignore(StepTaken event) {
    metrics.stepOfDeletedRun();
    if (ofDeleted.isFirst(event.getRun())) {
      LOG.warnf(
          "run %s was deleted: its steps are not observed. Whoever publishes them must take another"
              + " id",
          event.getRun());
    }
  }

  private void refuse(StepTaken event, List<CurvatureName> curvatures) {
    metrics.observationsRefused(curvatures.size());
    if (refused.isFirst(event.getRun())) {
      LOG.warnf(
          "run %s asks for %s, but there are no such other samples %s: not observed",
          event.getRun(),
          curvatures,
          event.hasBatchData()
              ? "where steps carry their own data"
              : "in data set " + event.getSpecification().getDataset());
    }
  }

  private void checkGradient(DecodedStep step, List<Observation> observations) {
    observations.stream()
        .filter(observed -> GradientCheck.disagrees(observed, step.step().dataType()).orElse(false))
        .findFirst()
        .ifPresent(
            observed -> {
              metrics.inconsistentGradient();
              StepTaken event = step.event();
              if (inconsistent.isFirst(event.getRun())) {
                LOG.warnf(
                    "run %s, step %d: %s More steps of the run are only counted",
                    event.getRun(), event.getStep(), remark(event, observed));
              }
            });
  }

  private static String remark(StepTaken event, Observation observed) {
    return GradientRemark.ofStep(
        new GradientComparison(
            observed.slopePublished().orElseThrow(),
            observed.slope().orElseThrow(),
            observed.gradientNorm().orElse(Double.NaN),
            OptionalDouble.empty(),
            Workload.of(event.getSpecification()).otherReduction(observed.batchSize())));
  }
}
