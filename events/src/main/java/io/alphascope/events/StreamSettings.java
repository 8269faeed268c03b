package io.alphascope.events;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Settings of the topics and of Kafka's clients. All limits of broker and clients are derived from
 * the size of the largest event, so they cannot contradict one another.
 *
 * @param largestEventBytes largest serialised event that the topics accept
 * @param partitions of {@code training.steps}, {@code curvature.observations} and {@code
 *     curvature.statistics}; at most so many instances can share the work
 * @param stepsRetentionBytes how much {@code training.steps} keeps, over all its partitions
 * @param stepsRetention how long {@code training.steps} and the dead letters are kept
 */
public record StreamSettings(
    int largestEventBytes, int partitions, long stepsRetentionBytes, Duration stepsRetention) {

  public static final int DEFAULT_LARGEST_EVENT_BYTES = 16 * 1024 * 1024;
  public static final int DEFAULT_PARTITIONS = 6;
  public static final long DEFAULT_STEPS_RETENTION_BYTES = 20L * 1024 * 1024 * 1024;
  public static final int DEFAULT_STEPS_RETENTION_DAYS = 7;

  /** Kafka limits whole batches: this is for a record's key and headers and the batch's header. */
  private static final int FRAMING_BYTES = 64 * 1024;

  /** With the default of 64 KiB, sending an event of 1.3 MB takes a dozen writes. */
  private static final int SOCKET_BUFFER_BYTES = 1024 * 1024;

  /**
   * Retention deletes only closed segments, so a segment must be much smaller than what is kept.
   */
  private static final long LARGEST_SEGMENT_BYTES = 256L * 1024 * 1024;

  private static final long SMALLEST_SEGMENT_BYTES = 1024 * 1024;

  public StreamSettings {
    require(largestEventBytes >= 1024, "largest event", largestEventBytes, "at least 1024 bytes");
    require(
        largestEventBytes <= Integer.MAX_VALUE / 4,
        "largest event",
        largestEventBytes,
        "at most " + Integer.MAX_VALUE / 4 + " bytes");
    require(partitions >= 1, "partitions", partitions, "at least 1");
    require(
        stepsRetentionBytes >= largestEventBytes,
        "retention of steps",
        stepsRetentionBytes,
        "no less than the largest event, " + largestEventBytes + " bytes");
    require(
        !stepsRetention.isNegative() && !stepsRetention.isZero(),
        "retention of steps",
        stepsRetention,
        "a positive time");
  }

  private static void require(boolean valid, String what, Object found, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(what + " is " + found + ", but must be " + expected);
    }
  }

  /** Events up to 16 MiB, six partitions, 20 GiB and seven days of steps. */
  public static StreamSettings defaults() {
    return new StreamSettings(
        DEFAULT_LARGEST_EVENT_BYTES,
        DEFAULT_PARTITIONS,
        DEFAULT_STEPS_RETENTION_BYTES,
        Duration.ofDays(DEFAULT_STEPS_RETENTION_DAYS));
  }

  /** Largest record batch that the topics must accept: the largest event with its framing. */
  public int largestRecordBytes() {
    return largestEventBytes + FRAMING_BYTES;
  }

  /** The topic with its settings; the broker chooses the replication factor. */
  public NewTopic newTopic(Topic topic) {
    NewTopic created = new NewTopic(topic.topicName(), partitionsOf(topic), (short) -1);
    return created.configs(
        switch (topic) {
          case STEPS -> steps();
          case RUNS, OBSERVATIONS, STATISTICS, REPLAYS ->
              Map.of(
                  TopicConfig.CLEANUP_POLICY_CONFIG,
                  TopicConfig.CLEANUP_POLICY_COMPACT,
                  TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                  text(largestRecordBytes()));
          case STEPS_DEAD_LETTER, OBSERVATIONS_DEAD_LETTER ->
              Map.of(
                  TopicConfig.CLEANUP_POLICY_CONFIG,
                  TopicConfig.CLEANUP_POLICY_DELETE,
                  TopicConfig.RETENTION_MS_CONFIG,
                  text(stepsRetention.toMillis()));
        });
  }

  private int partitionsOf(Topic topic) {
    return switch (topic) {
      case STEPS, OBSERVATIONS, STATISTICS -> partitions;
      case RUNS, REPLAYS, STEPS_DEAD_LETTER, OBSERVATIONS_DEAD_LETTER -> 1;
    };
  }

  private Map<String, String> steps() {
    long perPartition = Math.max(stepsRetentionBytes / partitions, largestRecordBytes());
    long segment =
        Math.max(
            Math.min(LARGEST_SEGMENT_BYTES, perPartition / 4),
            Math.max(SMALLEST_SEGMENT_BYTES, largestRecordBytes()));
    return Map.of(
        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, text(largestRecordBytes()),
        TopicConfig.RETENTION_BYTES_CONFIG, text(perPartition),
        TopicConfig.RETENTION_MS_CONFIG, text(stepsRetention.toMillis()),
        TopicConfig.SEGMENT_BYTES_CONFIG, text(segment));
  }

  /**
   * Properties of every producer. While a producer runs, it loses and repeats nothing, however long
   * the broker is away. There is no compression, because vectors of floats do not compress.
   */
  public Map<String, Object> producerProperties() {
    return Map.ofEntries(
        entry(ProducerConfig.ACKS_CONFIG, "all"),
        entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"),
        entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRecordBytes()),
        entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * largestRecordBytes()),
        entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
        entry(ProducerConfig.SEND_BUFFER_CONFIG, SOCKET_BUFFER_BYTES),
        entry(ProducerConfig.RECEIVE_BUFFER_CONFIG, SOCKET_BUFFER_BYTES));
  }

  /** Properties of every consumer: the size of a fetch, in total and of one partition. */
  public Map<String, Object> consumerProperties() {
    return Map.ofEntries(
        entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, largestRecordBytes()),
        entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, largestRecordBytes()),
        entry(ConsumerConfig.SEND_BUFFER_CONFIG, SOCKET_BUFFER_BYTES),
        entry(ConsumerConfig.RECEIVE_BUFFER_CONFIG, SOCKET_BUFFER_BYTES));
  }

  private static String text(long number) {
    return Long.toString(number);
  }
}
