package io.alphascope.curvatureservice.replay;

import com.google.protobuf.Timestamp;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayChanged.State;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Questions about, and successors of, the records of {@code curvature.replays}. */
final class ReplayState {

  private ReplayState() {}

  static boolean isRunning(ReplayChanged replay) {
    return replay.getState() == State.RUNNING;
  }

  /**
   * What holds after a record, given what held before: an ended replay does not run again because
   * an instance that had not heard of its end reported how far it was.
   *
   * @param before null if there was none
   */
  static ReplayChanged after(ReplayChanged before, ReplayChanged record) {
    return before != null && !isRunning(before) && isRunning(record) ? before : record;
  }

  static boolean isSameQuestion(ReplayRequest one, ReplayRequest other) {
    Set<String> curvatures = new HashSet<>(one.getCurvaturesList());
    return curvatures.equals(new HashSet<>(other.getCurvaturesList()))
        && one.toBuilder()
            .clearCurvatures()
            .build()
            .equals(other.toBuilder().clearCurvatures().build());
  }

  static ReplayChanged ended(ReplayChanged replay, State state, String message, Instant now) {
    return replay.toBuilder()
        .setState(state)
        .setMessage(message)
        .setUpdated(timestamp(now))
        .setEnded(timestamp(now))
        .build();
  }

  static ReplayChanged at(ReplayChanged replay, List<ReplayedPartition> partitions, Instant now) {
    return replay.toBuilder()
        .clearPartitions()
        .addAllPartitions(partitions)
        .setUpdated(timestamp(now))
        .build();
  }

  static boolean isDone(List<ReplayedPartition> partitions) {
    return partitions.stream().allMatch(one -> one.getPosition() >= one.getEnd());
  }

  static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
