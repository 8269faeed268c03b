package io.alphascope.curvatureservice.observe;

import io.alphascope.curvature.StepOutcome;
import io.alphascope.curvature.StepRequest;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.GradientCheck;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvatureservice.decode.DecodedStep;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.StepDecoder;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.machine.LackException;
import io.alphascope.curvatureservice.metrics.ServiceMetrics;
import io.alphascope.curvatureservice.metrics.ServiceMetrics.Event;
import io.alphascope.curvatureservice.runs.ForeignRuns;
import io.alphascope.curvatureservice.runs.KnownRuns;
import io.alphascope.events.GroupedStep;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.events.remarks.GradientComparison;
import io.alphascope.events.remarks.GradientRemark;
import io.alphascope.events.remarks.Workload;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Turns one record of {@code training.steps} into the records to publish. Thread-safe. */
public final class StepProcessor {

  private static final Logger LOG = Logger.getLogger(StepProcessor.class);

  private final StepDecoder decoder;
  private final StepObservation observation;
  private final List<CurvatureName> defaults;
  private final List<ObservableChoice> defaultObservables;
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
   * @param defaultObservables observables of steps that ask for none
   */
  public StepProcessor(
      StepDecoder decoder,
      StepObservation observation,
      List<CurvatureName> defaults,
      List<ObservableChoice> defaultObservables,
      KnownRuns runs,
      ServiceMetrics metrics,
      Clock clock) {
    this.decoder = decoder;
    this.observation = observation;
    this.defaults = List.copyOf(defaults);
    this.defaultObservables = List.copyOf(defaultObservables);
    this.runs = runs;
    this.foreignRuns = new ForeignRuns(runs);
    this.metrics = metrics;
    this.deadLetters = new DeadLetters(metrics, clock);
  }

  /** A step of a record that was observed, or cannot be. */
  private record Dealt(
      StepTaken event, Optional<ObservedStep> observed, Optional<MalformedStepException> fault) {}

  /** A step with what was observed of it. */
  private record ObservedStep(
      DecodedStep step, CurvatureChoice choice, StepOutcome outcome, Duration took) {}

  /**
   * What must be published before the record's offset is committed: for each of its steps one
   * observation per curvature, or one dead letter; with the first step of a foreign run, its
   * announcement too. Nothing for steps of a deleted run.
   *
   * @throws InterruptedException if the service stops
   * @throws RuntimeException if this machine lacks what a step needs ({@link LackException#behind})
   */
  public List<OutgoingRecord> process(ConsumerRecord<String, ByteBuffer> record)
      throws InterruptedException {
    List<GroupedStep> steps;
    try {
      steps = StepDecoder.read(record.value());
    } catch (MalformedStepException malformed) {
      return List.of(deadLetters.of(record, malformed));
    }
    if (isOfDeletedRun(steps.get(0).step())) {
      ignore(steps);
      return List.of();
    }
    List<Dealt> dealt = steps.stream().map(this::deal).toList();
    // Nothing after this line is tried again, so everything is counted and logged once.
    List<OutgoingRecord> results = new ArrayList<>();
    for (Dealt one : dealt) {
      if (one.observed().isPresent()) {
        results.addAll(results(one.observed().get()));
      } else {
        StepTaken event = one.event();
        String key = dealt.size() == 1 ? record.key() : event.getRun() + "/" + event.getStep();
        results.add(deadLetters.of(record, key, event, one.fault().orElseThrow()));
      }
    }
    return results;
  }

  private Dealt deal(GroupedStep step) {
    try {
      return new Dealt(step.step(), Optional.of(observe(step)), Optional.empty());
    } catch (MalformedStepException malformed) {
      return new Dealt(step.step(), Optional.empty(), Optional.of(malformed));
    }
  }

  /**
   * Observes a step of a record under other curvatures than those of its run, as {@link #process}
   * does. It is not counted as a live step.
   *
   * @param observables beside them; empty: those of the step's run
   * @return one observation per curvature that exists for this step
   * @throws MalformedStepException where {@link #process} gives a dead letter
   * @throws RuntimeException if this machine lacks what the step needs ({@link
   *     LackException#behind})
   */
  public ReplayedStep replay(
      GroupedStep grouped, List<CurvatureName> curvatures, List<ObservableChoice> observables)
      throws MalformedStepException {
    DecodedStep step = decode(grouped);
    CurvatureChoice choice = CurvatureChoice.of(curvatures, step);
    StepOutcome outcome =
        observe(
            step,
            choice.observed(),
            observables.isEmpty() ? possible(observables(step), choice, step) : observables);
    List<OutgoingRecord> records =
        outcome.observations().stream().map(observed -> encoder.encode(step, observed)).toList();
    metrics.count(Event.REPLAYED_STEP_OBSERVED, 1);
    return new ReplayedStep(records, refused(choice, outcome));
  }

  private List<ObservableChoice> observables(DecodedStep step) {
    return step.observables().isEmpty() ? defaultObservables : step.observables();
  }

  /** Those that one of the curvatures has: nobody asked for the others under these curvatures. */
  private static List<ObservableChoice> possible(
      List<ObservableChoice> observables, CurvatureChoice choice, DecodedStep step) {
    Network network = step.step().network();
    Loss loss = step.step().loss();
    return observables.stream()
        .filter(
            asked ->
                choice.observed().stream()
                    .filter(asked.observable()::isOf)
                    .anyMatch(name -> asked.observable().missing(name, network, loss).isEmpty()))
        .toList();
  }

  private static Map<String, String> refused(CurvatureChoice choice, StepOutcome outcome) {
    Map<String, String> refused = new LinkedHashMap<>(choice.refused());
    outcome.refusals().forEach(refusal -> refused.put(refusal.name(), refusal.reason()));
    return refused;
  }

  private DecodedStep decode(GroupedStep step) throws MalformedStepException {
    try {
      return decoder.decode(step);
    } catch (RuntimeException failed) {
      throw fault(step.step(), failed);
    }
  }

  private StepOutcome observe(
      DecodedStep step, List<CurvatureName> curvatures, List<ObservableChoice> observables)
      throws MalformedStepException {
    if (curvatures.isEmpty()) {
      return new StepOutcome(List.of(), List.of());
    }
    List<ObservableChoice> due =
        observables.stream().filter(choice -> choice.isDue(step.event().getStep())).toList();
    try {
      StepOutcome outcome =
          observation.observe(step.step(), new StepRequest(curvatures, due), step.batches());
      if (outcome.observations().isEmpty()) {
        throw new IllegalArgumentException(outcome.refusals().get(0).toString());
      }
      return outcome;
    } catch (RuntimeException failed) {
      throw fault(step.event(), failed);
    }
  }

  /** Unless this machine lacks something, the step would fail on every machine. */
  private static MalformedStepException fault(StepTaken event, RuntimeException failed) {
    if (LackException.behind(failed).isPresent()) {
      throw failed;
    }
    // The message of an IllegalArgumentException is enough; the dead letter logs it once a run.
    if (!(failed instanceof IllegalArgumentException)) {
      LOG.errorf(failed, "step %d of run %s cannot be observed", event.getStep(), event.getRun());
    }
    return MalformedStepException.unobservable(failed);
  }

  private ObservedStep observe(GroupedStep grouped) throws MalformedStepException {
    DecodedStep step = decode(grouped);
    CurvatureChoice choice = CurvatureChoice.of(step, defaults);
    long begin = System.nanoTime();
    List<ObservableChoice> observables =
        step.observables().isEmpty()
            ? possible(defaultObservables, choice, step)
            : step.observables();
    StepOutcome outcome = observe(step, choice.observed(), observables);
    return new ObservedStep(step, choice, outcome, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** Counts and logs what was observed, and encodes it. */
  private List<OutgoingRecord> results(ObservedStep observed) throws InterruptedException {
    DecodedStep step = observed.step();
    StepTaken event = step.event();
    List<OutgoingRecord> results = new ArrayList<>();
    foreignRuns
        .announcement(event)
        .ifPresent(run -> results.add(new OutgoingRecord(Topic.RUNS, run.getRun(), run)));
    Map<String, String> impossible = refused(observed.choice(), observed.outcome());
    if (!impossible.isEmpty()) {
      refuse(event, impossible);
    }
    List<Observation> observations = observed.outcome().observations();
    if (!observations.isEmpty()) {
      metrics.observed(observations, observed.took());
      checkGradient(step, observations);
    }
    observations.forEach(one -> results.add(encoder.encode(step, one)));
    return results;
  }

  /** Whether the step's run was deleted, so that the step is ignored. */
  public boolean isOfDeletedRun(StepTaken event) {
    return runs.isDeleted(event.getRun());
  }

  private void ignore(List<GroupedStep> steps) {
    metrics.count(Event.STEP_OF_DELETED_RUN, steps.size());
    String run = steps.get(0).step().getRun();
    if (ofDeleted.isFirst(run)) {
      LOG.warnf(
          "run %s was deleted: its steps are not observed. Publish them under another run id", run);
    }
  }

  private void refuse(StepTaken event, Map<String, String> impossible) {
    metrics.count(Event.OBSERVATION_REFUSED, impossible.size());
    if (refused.isFirst(event.getRun())) {
      impossible.forEach(
          (name, reason) ->
              LOG.warnf("run %s: %s is not observed: %s", event.getRun(), name, reason));
    }
  }

  private void checkGradient(DecodedStep step, List<Observation> observations) {
    observations.stream()
        .filter(observed -> GradientCheck.disagrees(observed, step.step().dataType()).orElse(false))
        .findFirst()
        .ifPresent(
            observed -> {
              metrics.count(Event.INCONSISTENT_GRADIENT, 1);
              StepTaken event = step.event();
              if (inconsistent.isFirst(event.getRun())) {
                LOG.warnf(
                    "run %s, step %d: %s Further steps of the run are only counted",
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
