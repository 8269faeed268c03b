package io.alphascope.curvatureservice.loss;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds steps that retention deleted before they were observed: offsets below a partition's
 * beginning that the group has neither committed nor received.
 *
 * <p>Two signs: on assignment the committed position lies below the beginning; while consuming the
 * consumer, which starts anew at the beginning when its position is gone, leaps over offsets. A
 * leap alone is no loss, as transaction markers take offsets too. Thread-safe.
 */
final class RetentionLoss {

  /** Offsets that were leapt over: {@code [from, to)}. */
  record Leap(long from, long to) {}

  /** Next offset expected, by partition. */
  private final Map<TopicPartition, Long> expected = new HashMap<>();

  /** Below this, losses have been counted. */
  private final Map<TopicPartition, Long> counted = new HashMap<>();

  /**
   * A partition was assigned.
   *
   * @param committed the group's position, if it has any: without one, nothing was ever promised
   * @param beginning the first offset that is still there
   * @return steps found lost now
   */
  synchronized long assigned(TopicPartition partition, Optional<Long> committed, long beginning) {
    if (committed.isEmpty()) {
      expected.remove(partition);
      return 0;
    }
    expected.put(partition, Math.max(committed.get(), beginning));
    return count(partition, committed.get(), beginning);
  }

  /** A record was received; the leap to it, if there was any. */
  synchronized Optional<Leap> received(TopicPartition partition, long offset) {
    Long next = expected.put(partition, offset + 1);
    return next == null || offset <= next ? Optional.empty() : Optional.of(new Leap(next, offset));
  }

  /**
   * Judges a leap.
   *
   * @param beginning the partition's beginning, asked for after the leap
   * @return steps found lost now
   */
  synchronized long judge(TopicPartition partition, Leap leap, long beginning) {
    return count(partition, leap.from(), Math.min(leap.to(), beginning));
  }

  private long count(TopicPartition partition, long from, long to) {
    long lost = Math.max(0, to - Math.max(from, counted.getOrDefault(partition, 0L)));
    if (lost > 0) {
      counted.put(partition, to);
    }
    return lost;
  }
}
