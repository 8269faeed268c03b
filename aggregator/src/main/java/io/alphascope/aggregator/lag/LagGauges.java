package io.alphascope.aggregator.lag;

import io.alphascope.aggregator.sink.PostgresSink;
import io.alphascope.aggregator.topology.Aggregation;
import io.alphascope.events.ConsumerGroups;
import io.alphascope.events.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How far the consumers are behind, as the broker sees it: also while a consumer is away, which
 * could not tell it itself. NaN while the broker is away.
 */
@ApplicationScoped
class LagGauges {

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

  private final List<Followed> followed =
      List.of(
          new Followed(Topic.STEPS, ConsumerGroups.LIVE_OBSERVERS),
          new Followed(Topic.OBSERVATIONS, Aggregation.GROUP),
          new Followed(Topic.OBSERVATIONS, PostgresSink.GROUP));

  private final GroupLags lags;

  LagGauges(GroupLags lags, MeterRegistry metrics) {
    this.lags = lags;
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

  @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
  void look() {
    for (Followed one : followed) {
      one.lag = lags.withAge(one.topic, one.group);
    }
  }
}
