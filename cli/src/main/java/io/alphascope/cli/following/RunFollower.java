package io.alphascope.cli.following;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.AwayException;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.progress.Progress;
import io.alphascope.local.failure.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks about a run until every published step has been observed for every curvature, became a dead
 * letter, or is lost: training is over, nothing lags behind, and still the counts stay short.
 *
 * <p>A service that is away meanwhile is waited for: whatever supervises it starts it again.
 *
 * @param defaultCurvatures observed if a run names none; empty if unknown
 * @param guard called before every question; throws to end the following
 */
public record RunFollower(
    Aggregator aggregator,
    List<String> defaultCurvatures,
    Consumer<Progress> display,
    Runnable guard,
    InstantSource clock) {
  private static final long POLL_MILLIS = 500;
  // Longer than the pause between two commits of any part.
  private static final Duration QUIET_BEFORE_LOST = Duration.ofSeconds(8);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  /**
   * The end of a following.
   *
   * @param run as last seen
   * @param missing steps that were published but neither observed by every curvature nor became a
   *     dead letter
   */
  public record Outcome(Run run, long missing) {

    /** Whether the run took all its steps, and every published one was observed. */
    public boolean isFull() {
      return run.isCompleted() && missing == 0 && run.deadLetters() == 0;
    }
  }

  /**
   * Waits for the end of a run. One that has just been started may reach the aggregator later.
   *
   * @throws CommandFailure if the system stays away
   * @throws InterruptedException if the thread is interrupted, at any point
   */
  public Outcome follow(String id) throws InterruptedException {
    Instant lastAnswer = clock.instant();
    Instant lastChange = lastAnswer;
    Progress before = null;
    WaitingReasons waiting = new WaitingReasons(aggregator);
    while (true) {
      guard.run();
      try {
        // Asked before the run: rows that are stored by then are in the run's counts.
        boolean quiet =
            before != null && before.trainingEnded() && aggregator.status().nothingLags();
        Optional<Run> run = aggregator.run(id);
        if (run.isPresent()) {
          lastAnswer = clock.instant();
          Progress progress = Progress.of(run.get(), expected(run.get()));
          display.accept(progress);
          if (progress.complete()) {
            return new Outcome(run.get(), 0);
          }
          if (!progress.equals(before) || !quiet) {
            lastChange = lastAnswer;
          }
          if (progress.equals(before)) {
            waiting.say();
          }
          before = progress;
          if (Duration.between(lastChange, lastAnswer).compareTo(QUIET_BEFORE_LOST) > 0) {
            return new Outcome(run.get(), progress.published() - progress.observed());
          }
        } else if (isSilentForLong(lastAnswer)) {
          throw new CommandFailure("The aggregator does not know run " + id, "see its log");
        }
      } catch (AwayException e) {
        if (isSilentForLong(lastAnswer)) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** The curvatures that a run is observed with, as far as is known. */
  private List<String> expected(Run run) {
    return run.specification() == null || run.specification().curvatures().isEmpty()
        ? defaultCurvatures
        : run.specification().curvatures();
  }

  private boolean isSilentForLong(Instant lastAnswer) {
    return Duration.between(lastAnswer, clock.instant()).compareTo(LONGEST_SILENCE) > 0;
  }
}
