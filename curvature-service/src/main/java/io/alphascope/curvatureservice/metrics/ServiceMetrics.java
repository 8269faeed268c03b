package io.alphascope.curvatureservice.metrics;

import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Status;
import io.alphascope.events.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What this service has counted since it started. */
@Singleton
public final class ServiceMetrics {

  /** What is counted, with one counter each. */
  public enum Event {
    STEP_OBSERVED("alphascope.steps.observed", "Steps observed"),
    OBSERVATION_REFUSED(
        "alphascope.observations.refused",
        "Observations on a batch that does not exist for their step"),
    STEP_OF_DELETED_RUN(
        "alphascope.steps.of.deleted.runs", "Steps not observed because their run was deleted"),
    DEAD_LETTER(
        "alphascope.dead.letters",
        "Records that could not be processed",
        "topic",
        Topic.STEPS.topicName()),
    INCONSISTENT_GRADIENT(
        "alphascope.inconsistent.gradients",
        "Steps whose published gradient contradicts their data and network"),
    STEP_LOST("alphascope.steps.lost", "Steps that retention deleted before they were observed"),
    REPLAYED_STEP_OBSERVED("alphascope.replay.steps.observed", "Steps observed for replays");

    private final String metric;
    private final String description;
    private final String[] tags;

    Event(String metric, String description, String... tags) {
      this.metric = metric;
      this.description = description;
      this.tags = tags;
    }
  }

  /** 1 ms to 10 s, three a decade. */
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Map<Event, Counter> counters = new EnumMap<>(Event.class);
  private final Map<Status, Counter> observations = new EnumMap<>(Status.class);
  private final Timer observing;

  public ServiceMetrics(MeterRegistry registry) {
    for (Event event : Event.values()) {
      counters.put(
          event,
          Counter.builder(event.metric)
              .description(event.description)
              .tags(event.tags)
              .register(registry));
    }
    for (Status status : Status.values()) {
      observations.put(
          status,
          Counter.builder("alphascope.observations")
              .description("Observations by status")
              .tag("status", status.toString())
              .register(registry));
    }
    observing =
        Timer.builder("alphascope.observation")
            .description("Computing one step with all its curvatures")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  public void count(Event event, long times) {
    counters.get(event).increment(times);
  }

  /**
   * A live step was observed.
   *
   * @param took the time of the computation
   */
  public void observed(List<Observation> ofOneStep, Duration took) {
    count(Event.STEP_OBSERVED, 1);
    ofOneStep.forEach(observation -> observations.get(observation.status()).increment());
    observing.record(took);
  }

  /**
   * What was counted since the service started.
   *
   * @param observingSeconds computing time, summed over the workers
   */
  public record Counts(
      long stepsObserved,
      Map<String, Long> observations,
      long observationsRefused,
      long deadLetters,
      long inconsistentGradients,
      long stepsLost,
      double observingSeconds) {}

  /** All counts so far. */
  public Counts counts() {
    Map<String, Long> byStatus = new LinkedHashMap<>();
    observations.forEach(
        (status, counter) -> byStatus.put(status.toString(), (long) counter.count()));
    return new Counts(
        counted(Event.STEP_OBSERVED),
        byStatus,
        counted(Event.OBSERVATION_REFUSED),
        counted(Event.DEAD_LETTER),
        counted(Event.INCONSISTENT_GRADIENT),
        counted(Event.STEP_LOST),
        observing.totalTime(TimeUnit.SECONDS));
  }

  private long counted(Event event) {
    return (long) counters.get(event).count();
  }
}
