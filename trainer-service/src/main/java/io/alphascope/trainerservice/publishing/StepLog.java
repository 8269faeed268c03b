package io.alphascope.trainerservice.publishing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepReader;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import io.alphascope.service.broker.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads {@code training.steps} back from its end. */
@ApplicationScoped
public class StepLog {

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Records read at a time, going back in one partition. */
  private static final int CHUNK = 4;

  private final Broker broker;

  StepLog(Broker broker) {
    this.broker = broker;
  }

  /**
   * A record of a run.
   *
   * @param steps how many successive steps it holds
   * @param time when it was sent
   */
  public record Logged(long firstStep, int steps, Instant time) {

    /** The largest step. */
    public long lastStep() {
      return firstStep + steps - 1;
    }
  }

  /**
   * Records of a run in the topic, by their first steps.
   *
   * <p>A run's steps ascend within each partition, so reading back ends at the first record that is
   * not after {@code after}, or that is older than the run.
   *
   * @param after only records with larger steps are returned; −1: all
   * @param started when the run started
   */
  public List<Logged> recordsAfter(String run, long after, Instant started) {
    List<Logged> found = new ArrayList<>();
    try (Consumer<String, byte[]> consumer = broker.reader()) {
      for (TopicPartition partition : Topics.partitions(consumer, Topic.STEPS)) {
        walkBack(consumer, partition, run, after, started, found);
      }
    }
    found.sort(Comparator.comparingLong(Logged::firstStep));
    return found;
  }

  private static void walkBack(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      String run,
      long after,
      Instant started,
      List<Logged> found) {
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
          found.add(
              new Logged(
                  key.get().step(), steps(record), Instant.ofEpochMilli(record.timestamp())));
        }
        older |=
            record.timestamp() < started.toEpochMilli()
                || key.isPresent() && key.get().step() <= after;
      }
      end = start;
    }
  }

  /** Another publisher may have used the run's name for something that cannot be read. */
  private static int steps(ConsumerRecord<String, byte[]> record) {
    try {
      return 1 + StepReader.read(ByteBuffer.wrap(record.value())).getFollowingStepsCount();
    } catch (InvalidProtocolBufferException unreadable) {
      return 1;
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
