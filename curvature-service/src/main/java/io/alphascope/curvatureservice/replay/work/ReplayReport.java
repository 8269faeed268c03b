package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.kafka.Results;
import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.Topic;
import java.time.Clock;
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
 * Tells {@code curvature.replays} how far the group of a replay is, from what it has committed.
 * Whoever has the first partition does so; were it two for a moment, they would say the same.
 */
final class ReplayReport {

  private static final Logger LOG = Logger.getLogger(ReplayReport.class);
  private static final long INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

  private final Results results;
  private final Admin admin;
  private final Clock clock;
  private long next = System.nanoTime();
  private List<ReplayedPartition> told = List.of();

  ReplayReport(Results results, Admin admin, Clock clock) {
    this.results = results;
    this.admin = admin;
    this.clock = clock;
  }

  /** Reports if it is time to, and ends the replay if all is done. */
  void reportNowAndThen(ReplayChanged replay) throws InterruptedException {
    if (System.nanoTime() >= next) {
      next = System.nanoTime() + INTERVAL_NANOS;
      report(replay);
    }
  }

  /**
   * Reports.
   *
   * @param replay what holds; if it has ended, it stays so
   */
  void report(ReplayChanged replay) throws InterruptedException {
    List<ReplayedPartition> partitions;
    try {
      partitions = partitions(replay);
    } catch (ExecutionException unanswered) {
      LOG.debugf(unanswered, "replay %s: how far the group is cannot be told", replay.getReplay());
      return;
    }
    boolean done = ReplayState.isRunning(replay) && ReplayState.isDone(partitions);
    if (!done && partitions.equals(told)) {
      return;
    }
    told = partitions;
    ReplayChanged now = ReplayState.at(replay, partitions, clock.instant());
    results.tell(
        ReplayState.toRecord(
            done ? ReplayState.ended(now, State.COMPLETED, "", clock.instant()) : now));
  }

  /** Ends a replay that cannot be carried out; one that has ended stays as it is. */
  void failed(ReplayChanged replay, String reason) {
    if (ReplayState.isRunning(replay)) {
      results.tell(
          ReplayState.toRecord(ReplayState.ended(replay, State.FAILED, reason, clock.instant())));
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
      partitions.add(offset == null ? recorded : at(recorded, offset));
    }
    return partitions;
  }

  private static ReplayedPartition at(ReplayedPartition recorded, OffsetAndMetadata offset) {
    return ReplayCounts.parse(offset.metadata())
        .orElseGet(() -> new ReplayCounts(recorded))
        .in(recorded, offset.offset());
  }
}
