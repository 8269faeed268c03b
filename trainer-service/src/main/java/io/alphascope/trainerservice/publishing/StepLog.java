package io.alphascope.trainerservice.publishing;

import io.alphascope.events.StepKey;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import io.alphascope.service.broker.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads {@code training.steps} back from its end. */
@ApplicationScoped
public class StepLog {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Records read at a time, going back in one partition. */
  private static final int CHUNK = 16;

  private final Broker broker;

  StepLog(Broker broker) {
    this.broker = broker;
  }

  /**
   * Steps of a run in the topic, by number, with the time when they were sent.
   *
   * <p>A run's steps ascend within each partition, so reading back ends at the first step that is
   * not larger than {@code after}, or at a record that is older than the run.
   *
   * @param after only larger steps are returned; −1: all
   * @param started when the run started
   */
  public TreeMap<Long, Instant> stepsAfter(String run, long after, Instant started) {
    TreeMap<Long, Instant> steps = new TreeMap<>();
    try (Consumer<String, byte[]> consumer = broker.reader()) {
      for (TopicPartition partition : Topics.partitions(consumer, Topic.STEPS)) {
        walkBack(consumer, partition, run, after, started, steps);
      }
    }
    return steps;
  }

  private static void walkBack(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      String run,
      long after,
      Instant started,
      TreeMap<Long, Instant> steps) {
    List<TopicPartition> assigned = List.of(partition);
    consumer.assign(assigned);
    long begin = consumer.beginningOffsets(assigned).get(partition);
    long end = consumer.endOffsets(assigned).get(partition);
    boolean older = false;
    while (end > begin && !older) {
      long start = Math.max(begin, end - CHUNK);
      for (ConsumerRecord<String, byte[]> record : read(consumer, partition, start, end)) {
        Optional<StepKey> key = StepKey.find(record.key()).filter(step -> step.run().equals(run));
        if (key.isPresent() && key.get().step() > after) {
          steps.put(key.get().step(), Instant.ofEpochMilli(record.timestamp()));
        }
        older |=
            record.timestamp() < started.toEpochMilli()
                || key.isPresent() && key.get().step() <= after;
      }
      end = start;
    }
  }

  private static List<ConsumerRecord<String, byte[]>> read(
      Consumer<String, byte[]> consumer, TopicPartition partition, long start, long end) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    consumer.seek(partition, start);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          records.add(record);
        }
      }
    }
    return records;
  }
}
