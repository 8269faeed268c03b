package io.alphascope.curvatureservice.replay.rest;

import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.events.Reason;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A replay as REST shows it; names in snake_case.
 *
 * @param run null: all
 * @param firstStep inclusive, as {@code lastStep}; null: from the first, to the last
 * @param observables beside the curvatures; empty: those that each step's run asks for
 * @param state running, completed, cancelled or failed
 * @param message why it ended; null if it is running or complete
 * @param records of {@code training.steps} within the replay's bounds
 * @param recordsDone those of them that are finished
 * @param stepsFound requested steps among these
 * @param stepsObserved those of them that were observed
 * @param stepsDeadLettered those of them that cannot be observed
 * @param deadLetterReasons why they cannot; the counts sum to their number
 * @param observationsRefused that are not defined for their step, or on a batch that does not exist
 *     for it
 * @param refusalReasons why; the counts sum to their number
 * @param stepsPublished requested steps that were ever published; null if unknown
 * @param stepsDeleted those of them that retention had deleted; null if unknown, or not complete
 * @param stepsSkipped by the trainers of the runs
 * @param estimatedSeconds how long the replay takes on this instance alone; only in the answer to
 *     the request that starts it, and null if unknown
 */
public record ReplayView(
    String replay,
    String run,
    Long firstStep,
    Long lastStep,
    List<String> curvatures,
    List<String> observables,
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
   * @param reason the first text of its kind
   * @param count steps, or observations
   */
  public record CountedReason(String reason, long count) {}

  static ReplayView of(ReplayChanged replay) {
    return of(replay, OptionalDouble.empty());
  }

  static ReplayView of(ReplayChanged replay, OptionalDouble estimatedSeconds) {
    ReplayRequest request = replay.getRequest();
    List<ReplayedPartition> partitions = replay.getPartitionsList();
    ReplayedPartition total =
        partitions.stream()
            .map(ReplayCounts::new)
            .reduce(ReplayCounts.NONE, ReplayCounts::plus)
            .counts();
    boolean isComplete =
        replay.hasStepsPublished() && replay.getState() == ReplayChanged.State.COMPLETED;
    return new ReplayView(
        replay.getReplay(),
        request.getRun().isEmpty() ? null : request.getRun(),
        request.hasFirstStep() ? request.getFirstStep() : null,
        request.hasLastStep() ? request.getLastStep() : null,
        request.getCurvaturesList(),
        request.getObservablesList(),
        replay.getState().name().toLowerCase(Locale.ROOT),
        replay.getMessage().isEmpty() ? null : replay.getMessage(),
        Timestamps.instant(replay.getCreated()),
        Timestamps.instant(replay.getUpdated()),
        replay.hasEnded() ? Timestamps.instant(replay.getEnded()) : null,
        partitions.stream().mapToLong(one -> Math.max(0, one.getEnd() - one.getBegin())).sum(),
        partitions.stream().mapToLong(one -> Math.max(0, one.getPosition() - one.getBegin())).sum(),
        total.getStepsFound(),
        total.getStepsObserved(),
        total.getObservations(),
        total.getStepsDeadLettered(),
        reasons(total.getDeadLetterReasonsList()),
        total.getObservationsRefused(),
        reasons(total.getRefusalReasonsList()),
        replay.hasStepsPublished() ? replay.getStepsPublished() : null,
        isComplete ? Math.max(0, replay.getStepsPublished() - total.getStepsFound()) : null,
        replay.getStepsSkipped(),
        estimatedSeconds.isPresent() ? estimatedSeconds.getAsDouble() : null);
  }

  private static List<CountedReason> reasons(List<Reason> reasons) {
    return reasons.stream()
        .map(reason -> new CountedReason(reason.getText(), reason.getCount()))
        .toList();
  }
}
