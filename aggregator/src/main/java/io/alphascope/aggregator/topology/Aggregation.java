package io.alphascope.aggregator.topology;

import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.aggregator.store.ObservedRows;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.Topic;
import io.alphascope.service.availability.CheckResponses;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.broker.RequiredTopics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Runs the topology from the first answer of the broker to the end of the process. A thread that
 * fails is replaced; the new one repeats what was not committed.
 */
@Readiness
@Default
@ApplicationScoped
public class Aggregation implements HealthCheck {

  /** Consumer group; also the prefix of internal topics and the name of the state folder. */
  public static final String GROUP = "alphascope-aggregator";

  private static final Logger LOG = Logger.getLogger(Aggregation.class);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private static final Duration PAUSE_BEFORE_REPLACEMENT = Duration.ofSeconds(1);

  private final AggregatorConfig config;
  private final Broker broker;
  private final Counter unreadable;
  private final Counter replacedThreads;
  private volatile KafkaStreams streams;

  Aggregation(AggregatorConfig config, Broker broker, MeterRegistry metrics) {
    this.config = config;
    this.broker = broker;
    unreadable =
        metrics.counter("alphascope_dead_letters", "topic", Topic.OBSERVATIONS.topicName());
    replacedThreads = metrics.counter("alphascope_streams_threads_replaced");
    for (KafkaStreams.State state : KafkaStreams.State.values()) {
      Gauge.builder("alphascope_streams_state", this, self -> self.state() == state ? 1 : 0)
          .description("1 for the state that Kafka Streams is in, 0 for the others")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(metrics);
    }
  }

  @Produces
  @Singleton
  RequiredTopics topics() {
    return RequiredTopics.of(
        Topic.RUNS, Topic.OBSERVATIONS, Topic.OBSERVATIONS_DEAD_LETTER, Topic.STATISTICS);
  }

  void start(@Observes StartupEvent started) {
    broker
        .topicsCreated()
        .thenRun(this::startStreams)
        .exceptionally(
            failure -> {
              LOG.error("Kafka Streams cannot be started", failure);
              return null;
            });
  }

  void stop(@Observes ShutdownEvent stopping) {
    if (streams != null) {
      streams.close(CLOSE_LIMIT);
    }
  }

  /** Up while statistics are computed; otherwise down, with the reason. */
  @Override
  public HealthCheckResponse call() {
    return CheckResponses.of("statistics", notRunningBecause());
  }

  private Optional<String> notRunningBecause() {
    return switch (state()) {
      case RUNNING -> Optional.empty();
      case CREATED -> Optional.of("waiting for the broker");
      default -> Optional.of("Kafka Streams is " + state());
    };
  }

  /** CREATED until the broker has answered for the first time. */
  private KafkaStreams.State state() {
    KafkaStreams current = streams;
    return current == null ? KafkaStreams.State.CREATED : current.state();
  }

  private void startStreams() {
    KafkaStreams built =
        new KafkaStreams(
            RollingTopology.build(
                config.statisticsEvery(), ObservedRows.onDisk(), this::unreadable),
            StreamsProperties.of(config, broker.connection(), broker.settings()));
    built.setUncaughtExceptionHandler(this::replace);
    streams = built;
    built.start();
  }

  private void unreadable(DeadLetter letter) {
    unreadable.increment();
    LOG.warnf(
        "Cannot read offset %d of %s-%d: %s",
        letter.getOffset(), letter.getTopic(), letter.getPartition(), letter.getReason());
  }

  private StreamThreadExceptionResponse replace(Throwable failure) {
    replacedThreads.increment();
    LOG.error("A stream thread failed and is replaced", failure);
    try {
      Thread.sleep(PAUSE_BEFORE_REPLACEMENT.toMillis());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }
}
