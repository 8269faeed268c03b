package io.alphascope.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic from its beginning; the records of its partitions interleave. Not thread-safe. */
public final class WholeTopic {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * Starts at the beginning.
   *
   * @param consumer a consumer without a group; its assignment is replaced; the caller closes it
   */
  public WholeTopic(Consumer<String, byte[]> consumer, Topic topic) {
    this.consumer = consumer;
    partitions = Topics.partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads all records that exist at the time of this call and were not read before. */
  public void readToEnd(java.util.function.Consumer<ConsumerRecord<String, byte[]>> reader) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      read(POLL, reader);
    }
  }

  /** Reads records that arrive within this time. */
  public void read(
      Duration patience, java.util.function.Consumer<ConsumerRecord<String, byte[]>> reader) {
    consumer.poll(patience).forEach(reader);
  }
}
