package io.alphascope.curvatureservice.loss;

import io.alphascope.curvatureservice.metrics.ServiceMetrics;
import io.alphascope.curvatureservice.metrics.ServiceMetrics.Event;
import io.alphascope.curvatureservice.runs.RunsTopic;
import io.alphascope.events.ConsumerGroups;
import io.alphascope.service.broker.Broker;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Counts steps that retention deleted before they were observed, and logs a warning. Deleted
 * records cannot be read: each counts as many steps as the records of the newest run hold on
 * average.
 */
@ApplicationScoped
@Default
@Identifier(ConsumerGroups.LIVE_OBSERVERS)
public class LostSteps implements KafkaConsumerRebalanceListener {

  private static final Logger LOG = Logger.getLogger(LostSteps.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RetentionLoss loss = new RetentionLoss();

  @Inject Broker broker;
  @Inject RunsTopic runs;
  @Inject ServiceMetrics metrics;

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    LOG.infof("observing partitions %s", partitions);
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          consumer.committed(new HashSet<>(partitions), PATIENCE);
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, PATIENCE);
      for (TopicPartition partition : partitions) {
        Optional<Long> position =
            Optional.ofNullable(committed.get(partition)).map(OffsetAndMetadata::offset);
        report(partition, loss.assigned(partition, position, beginnings.get(partition)));
      }
    } catch (KafkaException unanswered) {
      LOG.warnf(
          "it is unknown whether retention deleted steps of %s: %s",
          partitions, unanswered.getMessage());
    }
  }

  /** Must be called for every record, in the order of each partition. */
  public void received(ConsumerRecord<?, ?> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    loss.received(partition, record.offset()).ifPresent(gap -> judge(partition, gap));
  }

  private void judge(TopicPartition partition, RetentionLoss.Gap gap) {
    broker
        .admin()
        .listOffsets(Map.of(partition, OffsetSpec.earliest()))
        .partitionResult(partition)
        .whenComplete(
            (found, unanswered) -> {
              if (unanswered == null) {
                report(partition, loss.judge(partition, gap, found.offset()));
              } else {
                LOG.warnf(
                    "it is unknown whether retention deleted offsets %d to %d of %s: %s",
                    gap.from(), gap.to(), partition, unanswered.getMessage());
              }
            });
  }

  private void report(TopicPartition partition, long records) {
    if (records > 0) {
      long lost = Math.round(records * runs.stepsPerRecord());
      metrics.count(Event.STEP_LOST, lost);
      LOG.warnf(
          "retention deleted %d records of %s, about %d steps, before they were observed: keep more"
              + " of training.steps (alphascope.steps-retention-bytes, now %s), publish fewer"
              + " steps, or observe on more threads",
          records, partition, lost, broker.settings().stepsRetentionBytes());
    }
  }
}
