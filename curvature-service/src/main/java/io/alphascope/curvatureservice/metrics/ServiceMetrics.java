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

/** What this service counts, since it started. */
@Singleton
public final class ServiceMetrics {

  /** 1 ms to 10 s, three a decade. */
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Counter steps;
  private final Map<Status, Counter> observations = new EnumMap<>(Status.class);
  private final Counter refused;
  private final Counter ofDeletedRuns;
  private final Counter deadLetters;
  private final Counter inconsistentGradients;
  private final Counter lost;
  private final Timer seconds;

  public ServiceMetrics(MeterRegistry registry) {
    steps = counter(registry, "alphascope.steps.observed", "Steps observed");
    for (Status status : Status.values()) {
      observations.put(
          status,
          Counter.builder("alphascope.observations")
              .description("Observations by status")
              .tag("status", status.toString())
              .register(registry));
    }
    refused =
        counter(
            registry,
            "alphascope.observations.refused",
            "Observations on a batch that does not exist for their step");
    ofDeletedRuns =
        counter(
            registry,
            "alphascope.steps.of.deleted.runs",
            "Steps not observed because their run was deleted");
    deadLetters =
        Counter.builder("alphascope.dead.letters")
            .description("Records that could not be processed")
            .tag("topic", Topic.STEPS.topicName())
            .register(registry);
    inconsistentGradients =
        counter(
            registry,
            "alphascope.inconsistent.gradients",
            "Steps whose published gradient contradicts their data and network");
    lost =
        counter(
            registry,
            "alphascope.steps.lost",
            "Steps that retention took before they were observed");
    seconds =
        Timer.builder("alphascope.observation")
            .description("Computing one step with all its curvatures")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** The computation of one step, which may fail as {@code E}. */
  @FunctionalInterface
  public interface Computation<T, E extends Exception> {
    T run() throws E;
  }

  /** Runs the computation of one step; one that fails is not timed. */
  public <T, E extends Exception> T timed(Computation<T, E> computation) throws E {
    long begin = System.nanoTime();
    T result = computation.run();
    seconds.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    return result;
  }

  /** One step was observed. */
  public void observed(List<Observation> ofOneStep) {
    steps.increment();
    ofOneStep.forEach(observation -> observations.get(observation.status()).increment());
  }

  public void observationsRefused(int count) {
    refused.increment(count);
  }

  public void stepOfDeletedRun() {
    ofDeletedRuns.increment();
  }

  public void deadLetter() {
    deadLetters.increment();
  }

  public void inconsistentGradient() {
    inconsistentGradients.increment();
  }

  public void stepsLost(long count) {
    lost.increment(count);
  }

  /**
   * What was counted since the service started.
   *
   * @param observingSeconds time that workers spent on computing, summed over them
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
        (long) steps.count(),
        byStatus,
        (long) refused.count(),
        (long) deadLetters.count(),
        (long) inconsistentGradients.count(),
        (long) lost.count(),
        seconds.totalTime(TimeUnit.SECONDS));
  }
}
