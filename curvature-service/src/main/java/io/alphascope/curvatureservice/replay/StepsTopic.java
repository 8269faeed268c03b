package io.alphascope.curvatureservice.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvatureservice.replay.ReplayRefusedException.Reason;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;

/** What {@code training.steps} holds at the moment, and the runs that it may hold steps of. */
@ApplicationScoped
class StepsTopic {

  private static final Logger LOG = Logger.getLogger(StepsTopic.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** By how much the clocks of trainer and broker may differ. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final ReplayClients clients;

  @Inject
  StepsTopic(ReplayClients clients) {
    this.clients = clients;
  }

  /** By id; those that were deleted are none. */
  Map<String, KnownRun> runs() {
    return ask(
        consumer -> {
          Map<String, KnownRun> runs = new HashMap<>();
          new WholeTopic(consumer, Topic.RUNS)
              .readToEnd(
                  record -> {
                    if (record.value() == null) {
                      runs.remove(record.key());
                      return;
                    }
                    try {
                      RunChanged run = RunChanged.parseFrom(record.value());
                      if (run.getState() == RunChanged.State.DELETED) {
                        runs.remove(record.key());
                      } else {
                        runs.put(record.key(), new KnownRun(run));
                      }
                    } catch (InvalidProtocolBufferException malformed) {
                      LOG.errorf(
                          "training.runs holds a record that is no RunChanged: %s", record.key());
                    }
                  });
          return runs;
        });
  }

  /** Every partition from its beginning to its end, nothing of it dealt with. */
  List<ReplayedPartition> partitions() {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = partitions(consumer);
          return replayed(
              partitions, consumer.beginningOffsets(partitions), consumer.endOffsets(partitions));
        });
  }

  /**
   * Likewise, but without what was published long before a run began or long after it ended, since
   * nothing of it can be there. By the clocks of those who publish, so with a wide margin.
   */
  List<ReplayedPartition> partitions(KnownRun run) {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = partitions(consumer);
          Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
          Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
          run.started()
              .ifPresent(time -> begins.putAll(offsets(consumer, ends, time.minus(MARGIN))));
          run.ended().ifPresent(time -> ends.putAll(offsets(consumer, ends, time.plus(MARGIN))));
          return replayed(partitions, begins, ends);
        });
  }

  /** The first offsets at or after a time; where there is none, the end. */
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

  private static List<ReplayedPartition> replayed(
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends) {
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
  }

  /** The first record of every partition. */
  PartitionHeads heads() {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = partitions(consumer);
          Map<Integer, PartitionHeads.Head> heads = new HashMap<>();
          while (true) {
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            // Retention may empty one meanwhile.
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

  private static List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(Topic.STEPS.topicName())
        .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    partitions.sort(Comparator.comparingInt(TopicPartition::partition));
    return partitions;
  }

  private <T> T ask(Function<Consumer<String, byte[]>, T> question) {
    try (Consumer<String, byte[]> consumer = clients.reader()) {
      return question.apply(consumer);
    } catch (AuthorizationException forbidden) {
      throw new ReplayRefusedException(
          Reason.FORBIDDEN,
          "Kafka forbids it (%s): give the user of the curvature service READ on training.steps,"
                  .formatted(forbidden.getMessage())
              + " training.runs and the groups replay-*, WRITE on curvature.observations, both on"
              + " curvature.replays",
          forbidden);
    } catch (KafkaException unanswered) {
      throw new ReplayRefusedException(
          Reason.AWAY,
          "Kafka does not answer (%s). Try again".formatted(unanswered.getMessage()),
          unanswered);
    }
  }
}
