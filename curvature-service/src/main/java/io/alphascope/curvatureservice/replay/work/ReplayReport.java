package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Writes into {@code curvature.replays} how far the group of a replay is, from its committed
 * offsets. The instance that has the first partition does so; if two have it for a moment, they
 * write the same.
 */
final class ReplayReport {

  private static final Logger LOG = Logger.getLogger(ReplayReport.class);
  private static final long INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

  private final Results results;
  private final Admin admin;
  private long next = System.nanoTime();
  private List<ReplayedPartition> reported = List.of();

  ReplayReport(Results results, Admin admin) {
    this.results = results;
    this.admin = admin;
  }

  /** Reports if it is time to. */
  void reportIfDue(ReplayChanged replay) throws InterruptedException {
    if (System.nanoTime() >= next) {
      next = System.nanoTime() + INTERVAL_NANOS;
      report(replay);
    }
  }

  /**
   * Reports, and ends a running replay that is done.
   *
   * @param replay its newest record; one that has ended stays ended
   */
  void report(ReplayChanged replay) throws InterruptedException {
    List<ReplayedPartition> partitions;
    try {
      partitions = partitions(replay);
    } catch (ExecutionException unanswered) {
      LOG.debugf(unanswered, "replay %s: its committed offsets are unknown", replay.getReplay());
      return;
    }
    boolean done = ReplayState.isRunning(replay) && ReplayState.isDone(partitions);
    if (!done && partitions.equals(reported)) {
      return;
    }
    reported = partitions;
    ReplayChanged now = ReplayState.at(replay, partitions);
    results.tell(ReplayState.toRecord(done ? ReplayState.ended(now, State.COMPLETED, "") : now));
  }

  /** Ends a replay that cannot be carried out; one that has ended stays as it is. */
  void failed(ReplayChanged replay, String reason) {
    if (ReplayState.isRunning(replay)) {
      results.tell(ReplayState.toRecord(ReplayState.ended(replay, State.FAILED, reason)));
    }
  }

  private List<ReplayedPartition> partitions(ReplayChanged replay)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(ReplayState.group(replay.getReplay()))
            .partitionsToOffsetAndMetadata()
            .get();
    List<ReplayedPartition> partitions = new ArrayList<>();
    for (ReplayedPartition recorded : replay.getPartitionsList()) {
      OffsetAndMetadata offset =
          committed.get(new TopicPartition(Topic.STEPS.topicName(), recorded.getPartition()));
      partitions.add(
          offset == null
              ? recorded
              : ReplayCounts.committed(offset.metadata(), recorded).in(recorded, offset.offset()));
    }
    return partitions;
  }
}
