package io.alphascope.cli.progress;

import io.alphascope.cli.client.Replay;
import java.time.Instant;

/** Shows how far a replay is, with its rate and the time left. */
public final class ReplayProgress {
  private final ProgressDisplay display;
  private Replay first;
  private Instant begin;

  public ReplayProgress(ProgressDisplay display) {
    this.display = display;
  }

  public void show(Replay replay) {
    if (first == null) {
      first = replay;
      begin = display.now();
    }
    display.show("replaying", share(replay), numbers(replay));
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

  /** The rate since the replay is followed: after a restart, its present one. */
  private String numbers(Replay replay) {
    double share = share(replay);
    double progress = share - share(first);
    double seconds = display.secondsSince(begin);
    String numbers = " %3.0f %%  %d steps observed".formatted(100 * share, replay.stepsObserved());
    if (seconds < 1 || progress <= 0) {
      return numbers;
    }
    double rate = (replay.stepsObserved() - first.stepsObserved()) / seconds;
    return numbers
        + (rate < 10 ? "  %.1f/s  %.0f s left" : "  %.0f/s  %.0f s left")
            .formatted(rate, (1 - share) * seconds / progress);
  }
}
