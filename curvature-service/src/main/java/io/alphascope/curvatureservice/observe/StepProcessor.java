package io.alphascope.curvatureservice.observe;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.GradientCheck;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvatureservice.decode.DecodedStep;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.StepDecoder;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.machine.Lack;
import io.alphascope.curvatureservice.metrics.ServiceMetrics;
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
import java.util.Map;
import java.util.Optional;
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
   * @throws RuntimeException if this machine lacks what the step needs ({@link Lack#behind})
   */
  public List<OutgoingRecord> process(ConsumerRecord<String, ByteBuffer> record)
      throws InterruptedException {
    if (record.value() == null) {
      return deadLetters.of(
          record, Optional.empty(), "value: expected a StepTaken, found none", "value");
    }
    StepTaken event;
    try {
      event = StepReader.read(record.value());
    } catch (InvalidProtocolBufferException malformed) {
      return deadLetters.of(
          record,
          Optional.empty(),
          "value: expected a StepTaken, found %d bytes that are none (%s)"
              .formatted(record.value().remaining(), malformed.getMessage()),
          "value");
    }
    if (isOfDeletedRun(event)) {
      ignore(event);
      return List.of();
    }
    try {
      return observe(event);
    } catch (MalformedStepException malformed) {
      return deadLetters.of(record, Optional.of(event), malformed.getMessage(), malformed.kind());
    }
  }

  /**
   * Observes a step under curvatures that its own run need not have asked for, as {@link #process}
   * would have. Nothing of it counts as live.
   *
   * @return an observation per curvature that exists for this step
   * @throws MalformedStepException where {@link #process} gives a dead letter
   * @throws RuntimeException if this machine lacks what the step needs ({@link Lack#behind})
   */
  public ReplayedStep replay(StepTaken event, List<CurvatureName> curvatures)
      throws MalformedStepException {
    DecodedStep step = decode(event);
    CurvatureChoice choice = CurvatureChoice.of(curvatures, step);
    return new ReplayedStep(
        observe(step, choice.observed()).stream()
            .map(observed -> encoder.encode(step, observed))
            .toList(),
        choice.refused());
  }

  private DecodedStep decode(StepTaken event) throws MalformedStepException {
    try {
      return decoder.decode(event);
    } catch (RuntimeException failed) {
      throw fault(event, failed);
    }
  }

  private List<Observation> observe(DecodedStep step, List<CurvatureName> curvatures)
      throws MalformedStepException {
    if (curvatures.isEmpty()) {
      return List.of();
    }
    try {
      return observation.observe(step.step(), curvatures, step.batches());
    } catch (RuntimeException failed) {
      throw fault(step.event(), failed);
    }
  }

  /** What fails for no lack of this machine fails for the record, here and everywhere. */
  private static MalformedStepException fault(StepTaken event, RuntimeException failed) {
    if (Lack.behind(failed).isPresent()) {
      throw failed;
    }
    // A refusal says what is wrong in its words; those are logged once a run, with the dead letter.
    if (!(failed instanceof IllegalArgumentException)) {
      LOG.errorf(failed, "step %d of run %s cannot be observed", event.getStep(), event.getRun());
    }
    return MalformedStepException.unobservable(failed);
  }

  private List<OutgoingRecord> observe(StepTaken event)
      throws MalformedStepException, InterruptedException {
    DecodedStep step = decode(event);
    CurvatureChoice choice = CurvatureChoice.of(step, defaults);
    List<Observation> observations =
        choice.observed().isEmpty()
            ? List.of()
            : metrics.timed(() -> observe(step, choice.observed()));
    // From here on nothing is tried again, so that all of it happens once.
    List<OutgoingRecord> results = new ArrayList<>();
    foreignRuns
        .announcement(event)
        .ifPresent(run -> results.add(new OutgoingRecord(Topic.RUNS, run.getRun(), run)));
    if (!choice.refused().isEmpty()) {
      refuse(event, choice.refused());
    }
    if (!observations.isEmpty()) {
      metrics.observed(observations);
      checkGradient(step, observations);
    }
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

  private void refuse(StepTaken event, Map<CurvatureName, String> curvatures) {
    metrics.observationsRefused(curvatures.size());
    if (refused.isFirst(event.getRun())) {
      curvatures.forEach(
          (name, reason) ->
              LOG.warnf("run %s asks for %s: not observed, %s", event.getRun(), name, reason));
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
            observed.value(Quantity.SLOPE_PUBLISHED).orElseThrow(),
            observed.value(Quantity.SLOPE).orElseThrow(),
            observed.value(Quantity.GRADIENT_NORM).orElse(Double.NaN),
            OptionalDouble.empty(),
            Workload.of(event.getSpecification()).otherReduction(observed.batchSize())));
  }
}
