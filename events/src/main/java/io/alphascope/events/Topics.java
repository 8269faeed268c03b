package io.alphascope.events;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates topics, and lists their partitions. Every service creates the topics that it needs, so
 * the services can start in any order.
 */
public final class Topics {

  private Topics() {}

  /** The partitions of a topic, ascending; it must exist. */
  public static List<TopicPartition> partitions(Consumer<?, ?> consumer, Topic topic) {
    return consumer.partitionsFor(topic.topicName()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }

  /**
   * Creates those of the topics that do not exist. An existing topic keeps its settings. Others may
   * do the same at the same time. When this returns, the broker knows all the topics.
   *
   * @throws KafkaException if the broker does not answer, or refuses; {@code
   *     UnknownTopicOrPartitionException} if it does not know a topic yet that it has created: call
   *     this again
   */
  public static void createMissing(Admin admin, StreamSettings settings, Collection<Topic> topics)
      throws InterruptedException {
    try {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          topics.stream()
              .filter(topic -> !existing.contains(topic.topicName()))
              .map(settings::newTopic)
              .toList();
      for (var created : admin.createTopics(missing).values().values()) {
        try {
          created.get();
        } catch (ExecutionException failed) {
          if (!(failed.getCause() instanceof TopicExistsException)) {
            throw failed;
          }
        }
      }
      admin.describeTopics(topics.stream().map(Topic::topicName).toList()).allTopicNames().get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException(failed.getCause());
    }
  }
}
