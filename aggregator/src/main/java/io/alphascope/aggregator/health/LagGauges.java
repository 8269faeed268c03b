package io.alphascope.aggregator.health;

import io.alphascope.aggregator.broker.Broker;
import io.alphascope.aggregator.broker.GroupLag;
import io.alphascope.aggregator.postgres.PostgresSink;
import io.alphascope.aggregator.topology.Aggregation;
import io.alphascope.events.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/**
 * How far the consumers are behind, as the broker sees it: also while a consumer is away, which
 * could not tell it itself. NaN while the broker is away.
 */
@ApplicationScoped
class LagGauges {

  private static final Logger LOG = Logger.getLogger(LagGauges.class);

  private static final int SECONDS_BETWEEN = 5;

  private static final class Followed {
    private final Topic topic;
    private final String group;
    private volatile Optional<GroupLag> lag = Optional.empty();

    private Followed(Topic topic, String group) {
      this.topic = topic;
      this.group = group;
    }

    private double value(ToDoubleFunction<GroupLag> part) {
      return lag.map(part::applyAsDouble).orElse(Double.NaN);
    }
  }

  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lag");
            thread.setDaemon(true);
            return thread;
          });

  private final List<Followed> followed =
      List.of(
          new Followed(Topic.STEPS, Broker.CURVATURE_GROUP),
          new Followed(Topic.OBSERVATIONS, Aggregation.GROUP),
          new Followed(Topic.OBSERVATIONS, PostgresSink.GROUP));

  private final Broker broker;

  LagGauges(Broker broker, MeterRegistry metrics) {
    this.broker = broker;
    for (Followed one : followed) {
      gauge(metrics, "records", "Records that a group has not committed", one, GroupLag::records);
      gauge(
          metrics,
          "seconds",
          "Age of the oldest record that a group has not committed",
          one,
          lag -> lag.age().toMillis() / 1000.0);
    }
  }

  private static void gauge(
      MeterRegistry metrics,
      String unit,
      String description,
      Followed one,
      ToDoubleFunction<GroupLag> value) {
    Gauge.builder("alphascope.lag." + unit, one, known -> known.value(value))
        .description(description)
        .tag("topic", one.topic.topicName())
        .tag("group", one.group)
        .register(metrics);
  }

  void start(@Observes StartupEvent started) {
    looks.scheduleWithFixedDelay(this::look, 0, SECONDS_BETWEEN, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent stopping) {
    looks.shutdownNow();
  }

  /** An exception would end a scheduled task silently. */
  private void look() {
    try {
      for (Followed one : followed) {
        one.lag = broker.lagWithAge(one.topic, one.group);
      }
    } catch (RuntimeException unexpected) {
      LOG.error("A look at the lag failed", unexpected);
    }
  }
}
