package io.alphascope.curvatureservice.replay.rest;

import io.alphascope.curvatureservice.replay.state.Reasons;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.events.Reason;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A replay as REST shows it; names in snake_case.
 *
 * @param run null: all
 * @param firstStep inclusive, as {@code lastStep}; null: from the first, to the last
 * @param state running, completed, cancelled or failed
 * @param message why it ended as it did; null if there is nothing to say
 * @param records of {@code training.steps} within the replay's bounds
 * @param recordsDone those that have been dealt with
 * @param stepsFound steps asked for among these
 * @param stepsObserved those that were observed
 * @param stepsDeadLettered those that cannot be observed
 * @param deadLetterReasons why they cannot; the counts sum to their number
 * @param observationsRefused on a batch that does not exist for their step
 * @param refusalReasons why it does not, likewise
 * @param stepsPublished steps asked for that were ever published; null if nobody knows
 * @param stepsDeleted those that the topic had lost, to retention; null if nobody knows, or yet
 * @param stepsSkipped by the trainers of the runs
 * @param estimatedSeconds about how long this instance alone takes for all of it; null once it has
 *     ended
 */
public record ReplayView(
    String replay,
    String run,
    Long firstStep,
    Long lastStep,
    List<String> curvatures,
    String state,
    String message,
    Instant created,
    Instant updated,
    Instant ended,
    long records,
    long recordsDone,
    long stepsFound,
    long stepsObserved,
    long observations,
    long stepsDeadLettered,
    List<CountedReason> deadLetterReasons,
    long observationsRefused,
    List<CountedReason> refusalReasons,
    Long stepsPublished,
    Long stepsDeleted,
    long stepsSkipped,
    Double estimatedSeconds) {

  /**
   * Why some could not be observed.
   *
   * @param reason the first of its kind
   * @param count steps, or observations
   */
  public record CountedReason(String reason, long count) {}

  /** Of a replay whose time nobody estimates now. */
  static ReplayView of(ReplayChanged replay) {
    return of(replay, OptionalDouble.empty());
  }

  static ReplayView of(ReplayChanged replay, OptionalDouble estimatedSeconds) {
    ReplayRequest request = replay.getRequest();
    long found = sum(replay, ReplayedPartition::getStepsFound);
    boolean known =
        replay.hasStepsPublished() && replay.getState() == ReplayChanged.State.COMPLETED;
    return new ReplayView(
        replay.getReplay(),
        request.getRun().isEmpty() ? null : request.getRun(),
        request.hasFirstStep() ? request.getFirstStep() : null,
        request.hasLastStep() ? request.getLastStep() : null,
        request.getCurvaturesList(),
        replay.getState().name().toLowerCase(Locale.ROOT),
        replay.getMessage().isEmpty() ? null : replay.getMessage(),
        Timestamps.instant(replay.getCreated()),
        Timestamps.instant(replay.getUpdated()),
        replay.hasEnded() ? Timestamps.instant(replay.getEnded()) : null,
        sum(replay, one -> Math.max(0, one.getEnd() - one.getBegin())),
        sum(replay, one -> Math.max(0, one.getPosition() - one.getBegin())),
        found,
        sum(replay, ReplayedPartition::getStepsObserved),
        sum(replay, ReplayedPartition::getObservations),
        sum(replay, ReplayedPartition::getStepsDeadLettered),
        reasons(replay, ReplayedPartition::getDeadLetterReasonsList),
        sum(replay, ReplayedPartition::getObservationsRefused),
        reasons(replay, ReplayedPartition::getRefusalReasonsList),
        replay.hasStepsPublished() ? replay.getStepsPublished() : null,
        known ? Math.max(0, replay.getStepsPublished() - found) : null,
        replay.getStepsSkipped(),
        ReplayState.isRunning(replay) && estimatedSeconds.isPresent()
            ? estimatedSeconds.getAsDouble()
            : null);
  }

  private static List<CountedReason> reasons(
      ReplayChanged replay, Function<ReplayedPartition, List<Reason>> ofPartition) {
    return Reasons.of(
            replay.getPartitionsList().stream()
                .flatMap(partition -> ofPartition.apply(partition).stream())
                .toList())
        .all()
        .stream()
        .map(reason -> new CountedReason(reason.getText(), reason.getCount()))
        .toList();
  }

  private static long sum(ReplayChanged replay, ToLongFunction<ReplayedPartition> count) {
    return replay.getPartitionsList().stream().mapToLong(count).sum();
  }
}
