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
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/** What {@code training.steps} holds at the moment, and the runs that it may hold steps of. */
@ApplicationScoped
public class StepsTopic {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** By how much the clocks of trainer and broker may differ. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private final Broker broker;
  private final BrokerAnswers answers;
  private final RunsTopic runs;

  StepsTopic(Broker broker, BrokerAnswers answers, RunsTopic runs) {
    this.broker = broker;
    this.answers = answers;
    this.runs = runs;
  }

  /** By id; those that were deleted are none. */
  public Map<String, KnownRun> runs() throws InterruptedException {
    answers.await(runs.readToEnd());
    return runs.all().stream().collect(Collectors.toMap(RunChanged::getRun, KnownRun::new));
  }

  /** Every partition from its beginning to its end, nothing of it dealt with. */
  public List<ReplayedPartition> partitions() {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = Topics.partitions(consumer, Topic.STEPS);
          return replayed(
              partitions, consumer.beginningOffsets(partitions), consumer.endOffsets(partitions));
        });
  }

  /**
   * Likewise, but without what was published long before a run began or long after it ended, since
   * nothing of it can be there. By the clocks of those who publish, so with a wide margin.
   */
  public List<ReplayedPartition> partitions(KnownRun run) {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = Topics.partitions(consumer, Topic.STEPS);
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
  public PartitionHeads heads() {
    return ask(
        consumer -> {
          List<TopicPartition> partitions = Topics.partitions(consumer, Topic.STEPS);
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
