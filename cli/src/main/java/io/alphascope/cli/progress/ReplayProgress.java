package io.alphascope.cli.progress;

import io.alphascope.cli.client.Replay;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How far a replay is, with its rate and the time left. */
public final class ReplayProgress {
  private final PrintStream out;
  private final Clock clock;
  private final ProgressLine line;
  private Replay first;
  private Instant begin;

  /**
   * @param columns of the terminal; 0 if there is none
   */
  public ReplayProgress(PrintStream out, int columns, Clock clock) {
    this.out = out;
    this.clock = clock;
    line = new ProgressLine(out, columns, clock, "replaying");
  }

  /** Shows how far it is. */
  public void show(Replay replay) {
    Instant now = clock.instant();
    if (first == null) {
      first = replay;
      begin = now;
    }
    double seconds = Duration.between(begin, now).toMillis() / 1000.0;
    line.show(share(replay), numbers(replay, seconds));
  }

  /** Of the records, or of the steps asked for if these are nearer to their end. */
  private static double share(Replay replay) {
    double records = replay.records() == 0 ? 1 : (double) replay.recordsDone() / replay.records();
    Long steps = replay.stepsPublished();
    return Math.min(
        1,
        steps == null || steps == 0
            ? records
            : Math.max(records, (double) replay.stepsFound() / steps));
  }

  /** Since it is followed, so that a replay that goes on after a restart shows its present rate. */
  private String numbers(Replay replay, double seconds) {
    double share = share(replay);
    String numbers =
        String.format(
            Locale.ROOT, " %3.0f %%  %d steps observed", 100 * share, replay.stepsObserved());
    double progress = share - share(first);
    if (seconds < 1 || progress <= 0) {
      return numbers;
    }
    double rate = (replay.stepsObserved() - first.stepsObserved()) / seconds;
    return numbers
        + String.format(
            Locale.ROOT,
            rate < 10 ? "  %.1f/s  %.0f s left" : "  %.0f/s  %.0f s left",
            rate,
            (1 - share) * seconds / progress);
  }

  /** Prints something else, on a line of its own. */
  public void say(String line) {
    end();
    out.println(line);
  }

  /** Leaves the last state standing. */
  public void end() {
    line.end();
  }
}
