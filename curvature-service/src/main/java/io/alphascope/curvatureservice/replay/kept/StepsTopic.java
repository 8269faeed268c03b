package io.alphascope.curvatureservice.replay.kept;

import io.alphascope.curvatureservice.kafka.BrokerAnswers;
import io.alphascope.curvatureservice.runs.RunsTopic;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/** What {@code training.steps} holds now, and the runs that it can hold steps of. */
@ApplicationScoped
public class StepsTopic {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** By how much the clocks of trainer and broker may differ. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  @Inject Broker broker;
  @Inject BrokerAnswers answers;
  @Inject RunsTopic runs;

  /** All runs that were not deleted, by id. */
  public Map<String, KnownRun> runs() throws InterruptedException {
    answers.await(runs.readToEnd());
    return runs.all().stream().collect(Collectors.toMap(RunChanged::getRun, KnownRun::new));
  }

  /**
   * Every partition from its beginning to its end; the position is the beginning.
   *
   * @param run without what was published long before it began or long after it ended, as that
   *     cannot be of the run; empty: everything. The times are of the publishers' clocks, so the
   *     margin is wide.
   */
  public List<ReplayedPartition> partitions(Optional<KnownRun> run) {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = Topics.partitions(consumer, Topic.STEPS);
          Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
          Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
          run.flatMap(KnownRun::started)
              .ifPresent(time -> begins.putAll(offsets(consumer, ends, time.minus(MARGIN))));
          run.flatMap(KnownRun::ended)
              .ifPresent(time -> ends.putAll(offsets(consumer, ends, time.plus(MARGIN))));
          return partitions.stream()
              .map(
                  partition ->
                      ReplayedPartition.newBuilder()
                          .setPartition(partition.partition())
                          .setBegin(begins.get(partition))
                          .setEnd(ends.get(partition))
                          .setPosition(begins.get(partition))
                          .build())
              .toList();
        });
  }

  /** The first offset at or after a time in each partition; the end if there is none. */
  private static Map<TopicPartition, Long> offsets(
      Consumer<?, ?> consumer, Map<TopicPartition, Long> ends, Instant time) {
    Map<TopicPartition, Long> asked = new HashMap<>();
    ends.keySet().forEach(partition -> asked.put(partition, time.toEpochMilli()));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    consumer
        .offsetsForTimes(asked)
        .forEach(
            (partition, found) ->
                offsets.put(partition, found == null ? ends.get(partition) : found.offset()));
    return offsets;
  }

  /** The first record of every partition. */
  public PartitionHeads heads() {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = Topics.partitions(consumer, Topic.STEPS);
          Map<Integer, PartitionHeads.Head> heads = new HashMap<>();
          while (true) {
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            // Retention may empty a partition meanwhile.
            List<TopicPartition> unread =
                partitions.stream()
                    .filter(one -> !heads.containsKey(one.partition()))
                    .filter(one -> beginnings.get(one) < ends.get(one))
                    .toList();
            if (unread.isEmpty()) {
              return new PartitionHeads(
                  partitions.size(),
                  heads,
                  beginnings.values().stream().allMatch(beginning -> beginning == 0));
            }
            consumer.assign(unread);
            consumer.seekToBeginning(unread);
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
              heads.putIfAbsent(
                  record.partition(), new PartitionHeads.Head(record.key(), record.timestamp()));
            }
          }
        });
  }

  private <T> T ask(Function<Consumer<String, byte[]>, T> question) {
    try (Consumer<String, byte[]> consumer = broker.reader()) {
      return question.apply(consumer);
    } catch (AuthorizationException forbidden) {
      throw new RefusedException(
          Reason.FORBIDDEN,
          "Kafka forbids it (%s): give the user of the curvature service READ on training.steps,"
                  .formatted(forbidden.getMessage())
              + " training.runs and the groups replay-*, WRITE on curvature.observations, both on"
              + " curvature.replays",
          forbidden);
    } catch (KafkaException unanswered) {
      throw new RefusedException(
          Reason.AWAY,
          "Kafka does not answer (%s). Try again".formatted(unanswered.getMessage()),
          unanswered);
    }
  }
}
