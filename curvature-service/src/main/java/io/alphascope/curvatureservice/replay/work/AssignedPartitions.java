package io.alphascope.curvatureservice.replay.work;

import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayedPartition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The partitions that a consumer of a replay's group has, and how far each is. Only the replay's
 * thread calls this; the listener's methods are called within its polls.
 */
final class AssignedPartitions implements ConsumerRebalanceListener {

  private static final Logger LOG = Logger.getLogger(AssignedPartitions.class);

  private final Consumer<?, ?> consumer;
  private final Supplier<ReplayChanged> replay;
  private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

  /**
   * @param replay its newest record
   */
  AssignedPartitions(Consumer<?, ?> consumer, Supplier<ReplayChanged> replay) {
    this.consumer = consumer;
    this.replay = replay;
  }

  boolean contain(TopicPartition partition) {
    return progress.containsKey(partition);
  }

  /** Fetches nothing after a partition's end, and nothing at all while there is no room. */
  void fetch(boolean room) {
    progress.forEach(
        (partition, one) -> {
          if (room && !one.allRead()) {
            consumer.resume(List.of(partition));
          } else {
            consumer.pause(List.of(partition));
          }
        });
  }

  /** Takes a record; empty if it does not belong to the replay or has been taken before. */
  Optional<PartitionProgress.Pending> received(ConsumerRecord<?, ?> record) {
    return Optional.ofNullable(progress.get(new TopicPartition(record.topic(), record.partition())))
        .filter(partition -> partition.wants(record.offset()))
        .map(partition -> partition.received(record.offset()));
  }

  /** Reads the consumer's position, which may be after offsets without a record. */
  void reached(Duration patience) {
    progress.forEach((partition, one) -> one.reached(consumer.position(partition, patience)));
  }

  boolean allRead() {
    return progress.values().stream().allMatch(PartitionProgress::allRead);
  }

  /** Commits what is finished; after a failure, the next call commits it. */
  void commit() {
    commit(progress.keySet());
  }

  private void commit(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
    partitions.forEach(partition -> news.put(partition, progress.get(partition).toCommit()));
    news.entrySet().removeAll(committed.entrySet());
    if (news.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(news);
      committed.putAll(news);
    } catch (TimeoutException | RebalanceInProgressException | CommitFailedException later) {
      LOG.debugf("replay %s: not committed yet: %s", replay.get().getReplay(), later.getMessage());
    }
  }

  /** Skips steps that retention deleted before the replay read them. */
  void skipDeleted(Collection<TopicPartition> partitions) {
    consumer
        .beginningOffsets(partitions)
        .forEach(
            (partition, beginning) -> {
              PartitionProgress one = progress.get(partition);
              if (one != null && beginning > one.read()) {
                one.deletedBefore(beginning);
                consumer.seek(partition, beginning);
              }
            });
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Map<TopicPartition, OffsetAndMetadata> offsets = consumer.committed(new HashSet<>(assigned));
    for (TopicPartition partition : assigned) {
      ReplayedPartition recorded =
          replay.get().getPartitionsList().stream()
              .filter(one -> one.getPartition() == partition.partition())
              .findFirst()
              // A partition that was created after the replay has none of its steps.
              .orElse(ReplayedPartition.getDefaultInstance());
      progress.put(partition, new PartitionProgress(offsets.get(partition), recorded));
      consumer.seek(partition, progress.get(partition).read());
    }
    skipDeleted(assigned);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    commit(revoked.stream().filter(progress::containsKey).toList());
    onPartitionsLost(revoked);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    lost.forEach(progress::remove);
    lost.forEach(committed::remove);
  }
}
