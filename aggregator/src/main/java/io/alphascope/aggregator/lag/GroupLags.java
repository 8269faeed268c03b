package io.alphascope.aggregator.lag;

import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** How far consumer groups are behind, asked of the broker. */
@ApplicationScoped
public class GroupLags {

  private static final Logger LOG = Logger.getLogger(GroupLags.class);

  private final Broker broker;

  GroupLags(Broker broker) {
    this.broker = broker;
  }

  /**
   * How far a consumer group is behind the end of a topic.
   *
   * @param records that the group has not committed; if it has committed nothing, all that there
   *     are
   * @param age of the oldest of them; zero if there is none
   */
  public record Lag(long records, Duration age) {}

  /**
   * Records of a topic that a consumer group has not yet committed; if it has committed nothing,
   * all records of the topic. Empty if the broker is away or the topic does not exist.
   */
  public Optional<Long> records(Topic topic, String group) {
    return ask(admin -> behind(admin, topic, group).records());
  }

  /** As {@link #records}, with the age of the oldest record; which takes a few more requests. */
  public Optional<Lag> withAge(Topic topic, String group) {
    return ask(
        admin -> {
          Behind behind = behind(admin, topic, group);
          return new Lag(behind.records(), age(admin, behind.first()));
        });
  }

  /** Records that are not committed, and the offset of the first of each partition. */
  private record Behind(long records, Map<TopicPartition, Long> first) {}

  private interface Question<T> {
    T of(Admin admin) throws ExecutionException, InterruptedException;
  }

  /** Empty if the broker does not answer, which {@link Broker} reports. */
  private <T> Optional<T> ask(Question<T> question) {
    try {
      return Optional.of(question.of(broker.admin()));
    } catch (ExecutionException | KafkaException unanswered) {
      LOG.debug("The lag is unknown", unanswered);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private static Behind behind(Admin admin, Topic topic, String group)
      throws ExecutionException, InterruptedException {
    TopicDescription description =
        admin
            .describeTopics(List.of(topic.topicName()))
            .allTopicNames()
            .get()
            .get(topic.topicName());
    List<TopicPartition> partitions =
        description.partitions().stream()
            .map(partition -> new TopicPartition(topic.topicName(), partition.partition()))
            .toList();
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin.listOffsets(at(partitions, OffsetSpec.latest())).all().get();
    Map<TopicPartition, ListOffsetsResultInfo> beginnings =
        admin.listOffsets(at(partitions, OffsetSpec.earliest())).all().get();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    long records = 0;
    Map<TopicPartition, Long> first = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata position = committed.get(partition);
      long beginning = beginnings.get(partition).offset();
      long from = position == null ? beginning : Math.max(position.offset(), beginning);
      long missing = ends.get(partition).offset() - from;
      if (missing > 0) {
        records += missing;
        first.put(partition, from);
      }
    }
    return new Behind(records, first);
  }

  private static Map<TopicPartition, OffsetSpec> at(
      List<TopicPartition> partitions, OffsetSpec offset) {
    return partitions.stream()
        .collect(Collectors.toMap(partition -> partition, partition -> offset));
  }

  /**
   * The broker does not give the time of a record, only the first record since a time; so the times
   * are searched for, in all partitions at once. Reading the records would move megabytes.
   */
  private static Duration age(Admin admin, Map<TopicPartition, Long> first)
      throws ExecutionException, InterruptedException {
    long now = System.currentTimeMillis();
    Map<TopicPartition, WriteTimeSearch> searches = new HashMap<>();
    first.forEach((partition, offset) -> searches.put(partition, new WriteTimeSearch(offset, now)));
    Map<TopicPartition, WriteTimeSearch> open = new HashMap<>(searches);
    while (!open.isEmpty()) {
      Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
      open.forEach(
          (partition, search) ->
              questions.put(partition, OffsetSpec.forTimestamp(search.question())));
      Map<TopicPartition, ListOffsetsResultInfo> answers = admin.listOffsets(questions).all().get();
      answers.forEach(
          (partition, found) -> open.get(partition).answer(found.offset(), found.timestamp()));
      open.values().removeIf(WriteTimeSearch::isDone);
    }
    long oldest = searches.values().stream().mapToLong(WriteTimeSearch::millis).min().orElse(now);
    return Duration.ofMillis(Math.max(0, now - oldest));
  }
}
