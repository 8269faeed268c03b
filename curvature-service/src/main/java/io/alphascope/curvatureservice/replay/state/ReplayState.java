package io.alphascope.curvatureservice.replay.state;

import com.google.protobuf.Timestamp;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.Timestamps;
import io.alphascope.events.Topic;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/** What a record of {@code curvature.replays} means, and the records that follow it. */
public final class ReplayState {

  private ReplayState() {}

  /** The consumer group of a replay. */
  public static String group(String replay) {
    return "replay-" + replay;
  }

  public static OutgoingRecord toRecord(ReplayChanged replay) {
    return new OutgoingRecord(Topic.REPLAYS, replay.getReplay(), replay);
  }

  public static boolean isRunning(ReplayChanged replay) {
    return replay.getState() == State.RUNNING;
  }

  /**
   * The state after a record: a replay that has ended does not run again because of the late report
   * of an instance that did not know of its end.
   *
   * @param before null if there was none
   */
  public static ReplayChanged after(ReplayChanged before, ReplayChanged record) {
    return before != null && !isRunning(before) && isRunning(record) ? before : record;
  }

  public static boolean isSameQuestion(ReplayRequest one, ReplayRequest other) {
    return inOrder(one).equals(inOrder(other));
  }

  private static ReplayRequest inOrder(ReplayRequest request) {
    return request.toBuilder()
        .clearCurvatures()
        .addAllCurvatures(new TreeSet<>(request.getCurvaturesList()))
        .clearObservables()
        .addAllObservables(new TreeSet<>(request.getObservablesList()))
        .build();
  }

  public static ReplayChanged ended(ReplayChanged replay, State state, String message) {
    Timestamp now = Timestamps.of(Instant.now());
    return replay.toBuilder()
        .setState(state)
        .setMessage(message)
        .setUpdated(now)
        .setEnded(now)
        .build();
  }

  public static ReplayChanged at(ReplayChanged replay, List<ReplayedPartition> partitions) {
    return replay.toBuilder()
        .clearPartitions()
        .addAllPartitions(partitions)
        .setUpdated(Timestamps.of(Instant.now()))
        .build();
  }

  public static boolean isDone(List<ReplayedPartition> partitions) {
    return partitions.stream().allMatch(one -> one.getPosition() >= one.getEnd());
  }
}
