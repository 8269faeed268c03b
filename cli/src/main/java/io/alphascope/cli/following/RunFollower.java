package io.alphascope.cli.following;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.AwayException;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.client.SystemStatus;
import io.alphascope.cli.progress.Progress;
import io.alphascope.cli.progress.ProgressDisplay;
import io.alphascope.local.failure.CommandFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks about a run until every published step has been observed for every curvature, became a dead
 * letter, or is lost: training is over, nothing lags behind, and still the counts stay short.
 *
 * <p>A service that is away meanwhile is waited for: whoever supervises it starts it again.
 */
public final class RunFollower {
  private static final long POLL_MILLIS = 500;
  // Longer than the pause between two commits of any part.
  private static final Duration QUIET_BEFORE_LOST = Duration.ofSeconds(8);
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

  private final Aggregator aggregator;
  private final List<String> defaultCurvatures;
  private final ProgressDisplay display;
  private final Guard guard;
  private final Clock clock;

  /**
   * @param defaultCurvatures observed if a run names none; empty if unknown
   */
  public RunFollower(
      Aggregator aggregator,
      List<String> defaultCurvatures,
      ProgressDisplay display,
      Guard guard,
      Clock clock) {
    this.aggregator = aggregator;
    this.defaultCurvatures = List.copyOf(defaultCurvatures);
    this.display = display;
    this.guard = guard;
    this.clock = clock;
  }

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
    Waiting waiting = new Waiting(aggregator, display::say);
    try {
      while (true) {
        guard.check();
        try {
          // Asked first: rows that it says are dealt with are in the run's counts.
          boolean quiet = before != null && before.trainingEnded() && nothingLags();
          Optional<Run> run = aggregator.run(id);
          if (run.isPresent()) {
            lastAnswer = clock.instant();
            Progress progress = Progress.of(run.get(), expected(run.get()));
            display.show(progress);
            if (progress.complete()) {
              return new Outcome(run.get(), 0);
            }
            if (!progress.equals(before) || !quiet) {
              lastChange = lastAnswer;
            }
            if (progress.equals(before)) {
              waiting.ask();
            }
            before = progress;
            if (Duration.between(lastChange, lastAnswer).compareTo(QUIET_BEFORE_LOST) > 0) {
              return new Outcome(run.get(), progress.published() - progress.observed());
            }
          } else if (isSilentForLong(lastAnswer)) {
            throw new CommandFailure("The aggregator knows no run " + id, "see its log");
          }
        } catch (AwayException | RefusedException e) {
          if (isFinal(e, lastAnswer)) {
            throw e;
          }
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } finally {
      display.end();
    }
  }

  /** The curvatures that a run is observed with, as far as is known. */
  public List<String> expected(Run run) {
    return run.specification() == null || run.specification().curvatures().isEmpty()
        ? defaultCurvatures
        : run.specification().curvatures();
  }

  private boolean nothingLags() throws InterruptedException {
    SystemStatus status = aggregator.status();
    return isZero(status.stepsLag()) && isZero(status.observationsLag());
  }

  private static boolean isZero(Long lag) {
    return lag != null && lag == 0;
  }

  private boolean isFinal(CommandFailure e, Instant lastAnswer) {
    boolean mayPass = e instanceof AwayException || ((RefusedException) e).isTransient();
    return !mayPass || isSilentForLong(lastAnswer);
  }

  private boolean isSilentForLong(Instant lastAnswer) {
    return Duration.between(lastAnswer, clock.instant()).compareTo(LONGEST_SILENCE) > 0;
  }
}
