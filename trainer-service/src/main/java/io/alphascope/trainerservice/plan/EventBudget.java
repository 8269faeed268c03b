package io.alphascope.trainerservice.plan;

import io.alphascope.events.RunSpecification;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.request.RefusedException;
import io.alphascope.trainerservice.training.TrainingPlan;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Compares the size of a run's events with the limits of the broker. */
final class EventBudget {

  private static final int BROKER_LIMIT_MS = 2_000;

  private final Broker broker;

  EventBudget(Broker broker) {
    this.broker = broker;
  }

  /**
   * How many successive steps fit in one record.
   *
   * @param wanted so many at most
   * @throws RefusedException if a single step is too large
   */
  int stepsPerEvent(String run, RunSpecification specification, TrainingPlan plan, int wanted)
      throws InterruptedException {
    if (specification.getPublishEvery() == 0) {
      return 1;
    }
    EventSize size = EventSize.of(run, specification, plan);
    long limit = largestEventBytes();
    if (size.single() > limit) {
      throw new RefusedException(
          ("network: a step of %s is an event of %d bytes, but the broker accepts %d; choose a"
               + " smaller network, or raise alphascope.largest-event-bytes (and max.message.bytes"
               + " of training.steps, if it exists already), or train without publishing"
               + " (publish_every 0)")
              .formatted(plan.network().name(), size.single(), limit));
    }
    // Only successive steps can share a record.
    return specification.getPublishEvery() == 1
        ? (int) Math.min(wanted, 1 + (limit - size.single()) / size.following())
        : 1;
  }

  /** A warning if the stream will not keep all steps of the run. */
  List<String> warnings(
      String run, RunSpecification specification, TrainingPlan plan, int stepsPerEvent) {
    if (specification.getPublishEvery() == 0) {
      return List.of();
    }
    long steps = (plan.steps() - 1) / specification.getPublishEvery() + 1;
    double total = EventSize.of(run, specification, plan).total(steps, stepsPerEvent);
    long kept = broker.settings().stepsRetentionBytes();
    if (total <= kept) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "This run publishes %d steps, %.1f GiB in all, but training.steps keeps %.1f GiB: the"
                + " oldest steps can be lost before they are observed, and cannot be replayed"
                + " later. Raise alphascope.steps-retention-bytes, or publish fewer steps"
                + " (publish_every).",
            steps,
            total / (1L << 30),
            (double) kept / (1L << 30)));
  }

  /**
   * The largest event that {@code training.steps} accepts: the configured size, or less if the
   * topic was created with less. If the broker does not answer in time, the configured size.
   */
  private long largestEventBytes() throws InterruptedException {
    ConfigResource steps = new ConfigResource(ConfigResource.Type.TOPIC, Topic.STEPS.topicName());
    StreamSettings settings = broker.settings();
    int framing = settings.largestRecordBytes() - settings.largestEventBytes();
    try {
      String limit =
          broker
              .admin()
              .describeConfigs(
                  List.of(steps), new DescribeConfigsOptions().timeoutMs(BROKER_LIMIT_MS))
              .all()
              .get()
              .get(steps)
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
              .value();
      return Math.min(settings.largestEventBytes(), Long.parseLong(limit) - framing);
    } catch (ExecutionException unanswered) {
      return settings.largestEventBytes();
    }
  }
}
