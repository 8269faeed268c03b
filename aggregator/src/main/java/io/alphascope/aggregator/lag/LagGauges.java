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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * How far the consumers are behind, by the broker's offsets, so also of a consumer that is down.
 * NaN while the broker is away.
 */
@ApplicationScoped
class LagGauges {

  private record Followed(Topic topic, String group) {}

  private static final Followed STEPS = new Followed(Topic.STEPS, ConsumerGroups.LIVE_OBSERVERS);

  private final List<Followed> followed =
      List.of(
          STEPS,
          new Followed(Topic.OBSERVATIONS, Aggregation.GROUP),
          new Followed(Topic.OBSERVATIONS, PostgresSink.GROUP));

  private final GroupLags lags;
  private final StepsLag stepsLag;

  private final Map<Followed, GroupLags.Lag> known = new ConcurrentHashMap<>();
  private volatile Long steps;

  LagGauges(GroupLags lags, StepsLag stepsLag, MeterRegistry metrics) {
    this.lags = lags;
    this.stepsLag = stepsLag;
    Gauge.builder("alphascope.lag.steps", () -> steps)
        .description("Published steps that are not yet observed")
        .register(metrics);
    for (Followed one : followed) {
      register(
          metrics,
          "records",
          "Records that a group has not committed",
          one,
          GroupLags.Lag::records);
      register(
          metrics,
          "seconds",
          "Age of the oldest record that a group has not committed",
          one,
          lag -> lag.age().toMillis() / 1000.0);
    }
  }

  private void register(
      MeterRegistry metrics,
      String unit,
      String description,
      Followed one,
      Function<GroupLags.Lag, Number> value) {
    Gauge.builder(
            "alphascope.lag." + unit,
            () -> Optional.ofNullable(known.get(one)).map(value).orElse(null))
        .description(description)
        .tag("topic", one.topic.topicName())
        .tag("group", one.group)
        .register(metrics);
  }

  @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
  void look() {
    for (Followed one : followed) {
      lags.withAge(one.topic, one.group)
          .ifPresentOrElse(lag -> known.put(one, lag), () -> known.remove(one));
    }
    steps =
        Optional.ofNullable(known.get(STEPS))
            .flatMap(lag -> stepsLag.steps(lag.records()))
            .orElse(null);
  }
}
