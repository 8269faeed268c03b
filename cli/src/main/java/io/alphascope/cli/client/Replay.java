package io.alphascope.cli.client;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * A replay as the system knows it.
 *
 * @param run null: all
 * @param firstStep inclusive, as {@code lastStep}; null: from the first, to the last
 * @param state running, completed, cancelled or failed
 * @param message why it ended as it did; null if there is nothing to say
 * @param records of the stream within the replay's bounds, of which {@code recordsDone} are dealt
 *     with
 * @param stepsFound requested steps among these
 * @param deadLetterReasons why {@code stepsDeadLettered} could not be observed
 * @param refusalReasons why {@code observationsRefused} were refused
 * @param stepsPublished requested steps that were ever published; null if unknown
 * @param stepsDeleted those that retention had taken; null if that is unknown, or not known yet
 * @param estimatedSeconds about how long all of it takes; null once it runs
 */
public record Replay(
    String replay,
    String run,
    Long firstStep,
    Long lastStep,
    List<String> curvatures,
    List<String> observables,
    String state,
    String message,
    String created,
    String ended,
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

  public boolean isRunning() {
    return "running".equals(state);
  }

  /** Whether it dealt with everything, and could observe all steps that it found. */
  public boolean isFull() {
    return "completed".equals(state)
        && stepsFound > 0
        && stepsObserved == stepsFound
        && observationsRefused == 0;
  }

  /** Whether it asks for the same. */
  public boolean asks(
      String run,
      Long firstStep,
      Long lastStep,
      List<String> curvatures,
      List<String> observables) {
    return Objects.equals(this.run, run)
        && Objects.equals(this.firstStep, firstStep)
        && Objects.equals(this.lastStep, lastStep)
        && new HashSet<>(this.curvatures).equals(new HashSet<>(curvatures))
        && new HashSet<>(this.observables).equals(new HashSet<>(observables));
  }
}
