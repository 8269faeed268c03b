package io.alphascope.curvatureservice.replay;

import io.alphascope.events.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A small topic that is read whole, from its beginning, with a consumer of its own. */
final class CompactedTopic {

  private final Consumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * Begins at the beginning.
   *
   * @param consumer without a group; the caller's to close
   */
  CompactedTopic(Consumer<String, byte[]> consumer, Topic topic) {
    this.consumer = consumer;
    partitions =
        consumer.partitionsFor(topic.topicName()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads all that there is at the time of this call. */
  void readToEnd(BiConsumer<String, byte[]> record) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      read(Duration.ofMillis(100), record);
    }
  }

  /** Reads what comes within a while. */
  void read(Duration patience, BiConsumer<String, byte[]> record) {
    for (ConsumerRecord<String, byte[]> read : consumer.poll(patience)) {
      record.accept(read.key(), read.value());
    }
  }
}
