package io.alphascope.trainerservice.publishing;

import io.alphascope.events.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A topic as it lies there now. */
public final class WholeTopic {

  private static final Duration POLL = Duration.ofSeconds(1);

  private WholeTopic() {}

  /**
   * Reads a topic from its beginning to its present end; partitions interleave.
   *
   * @param consumer of no group; its assignment is replaced
   */
  public static void read(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
      Topic topic,
      Consumer<ConsumerRecord<String, byte[]>> reader) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.topicName()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(reader);
    }
  }
}
