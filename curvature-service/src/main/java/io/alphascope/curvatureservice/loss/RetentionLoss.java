package io.alphascope.curvatureservice.loss;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds records that retention deleted before they were observed: offsets below a partition's
 * beginning that the group has neither committed nor received.
 *
 * <p>There are two signs. When a partition is assigned, the committed position is below its
 * beginning. While records are consumed, the consumer skips offsets: if its position was deleted,
 * it continues at the beginning. Skipped offsets do not prove a loss, as transaction markers take
 * offsets too. Thread-safe.
 */
final class RetentionLoss {

  /** Skipped offsets: {@code [from, to)}. */
  record Gap(long from, long to) {}

  /** Next offset expected, by partition. */
  private final Map<TopicPartition, Long> expected = new HashMap<>();

  /** Losses below this offset have been counted. */
  private final Map<TopicPartition, Long> counted = new HashMap<>();

  /**
   * A partition was assigned.
   *
   * @param committed the group's position; empty if it has none: then nothing counts as lost
   * @param beginning the first offset that still exists
   * @return records found lost now
   */
  synchronized long assigned(TopicPartition partition, Optional<Long> committed, long beginning) {
    if (committed.isEmpty()) {
      expected.remove(partition);
      return 0;
    }
    expected.put(partition, Math.max(committed.get(), beginning));
    return count(partition, committed.get(), beginning);
  }

  /** A record was received; returns the offsets skipped before it, if there are any. */
  synchronized Optional<Gap> received(TopicPartition partition, long offset) {
    Long next = expected.put(partition, offset + 1);
    return next == null || offset <= next ? Optional.empty() : Optional.of(new Gap(next, offset));
  }

  /**
   * Counts the records among skipped offsets that retention deleted.
   *
   * @param beginning the partition's beginning, read after the offsets were skipped
   * @return records found lost now
   */
  synchronized long judge(TopicPartition partition, Gap gap, long beginning) {
    return count(partition, gap.from(), Math.min(gap.to(), beginning));
  }

  private long count(TopicPartition partition, long from, long to) {
    long lost = Math.max(0, to - Math.max(from, counted.getOrDefault(partition, 0L)));
    if (lost > 0) {
      counted.put(partition, to);
    }
    return lost;
  }
}
