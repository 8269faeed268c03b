package io.alphascope.curvatureservice.replay.state;

import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.Timestamps;
import io.alphascope.events.Topic;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Questions about, and successors of, the records of {@code curvature.replays}. */
public final class ReplayState {

  private static final String GROUP_PREFIX = "replay-";

  private ReplayState() {}

  /** The consumer group of a replay. */
  public static String group(String replay) {
    return GROUP_PREFIX + replay;
  }

  public static OutgoingRecord toRecord(ReplayChanged replay) {
    return new OutgoingRecord(Topic.REPLAYS, replay.getReplay(), replay);
  }

  public static boolean isRunning(ReplayChanged replay) {
    return replay.getState() == State.RUNNING;
  }

  /**
   * What holds after a record, given what held before: an ended replay does not run again because
   * an instance that had not heard of its end reported how far it was.
   *
   * @param before null if there was none
   */
  public static ReplayChanged after(ReplayChanged before, ReplayChanged record) {
    return before != null && !isRunning(before) && isRunning(record) ? before : record;
  }

  public static boolean isSameQuestion(ReplayRequest one, ReplayRequest other) {
    Set<String> curvatures = new HashSet<>(one.getCurvaturesList());
    return curvatures.equals(new HashSet<>(other.getCurvaturesList()))
        && one.toBuilder()
            .clearCurvatures()
            .build()
            .equals(other.toBuilder().clearCurvatures().build());
  }

  public static ReplayChanged ended(
      ReplayChanged replay, State state, String message, Instant now) {
    return replay.toBuilder()
        .setState(state)
        .setMessage(message)
        .setUpdated(Timestamps.of(now))
        .setEnded(Timestamps.of(now))
        .build();
  }

  public static ReplayChanged at(
      ReplayChanged replay, List<ReplayedPartition> partitions, Instant now) {
    return replay.toBuilder()
        .clearPartitions()
        .addAllPartitions(partitions)
        .setUpdated(Timestamps.of(now))
        .build();
  }

  public static boolean isDone(List<ReplayedPartition> partitions) {
    return partitions.stream().allMatch(one -> one.getPosition() >= one.getEnd());
  }
}
