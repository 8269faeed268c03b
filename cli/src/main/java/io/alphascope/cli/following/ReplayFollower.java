package io.alphascope.cli.following;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.AwayException;
import io.alphascope.cli.client.Replay;
import io.alphascope.cli.progress.ReplayProgress;
import io.alphascope.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Follows a replay to its end, and its rows into the database.
 *
 * @param guard called before every question; throws to end the following
 */
public record ReplayFollower(Aggregator aggregator, Runnable guard) {
  private static final long POLL_MILLIS = 250;
  private static final Duration LONGEST_AWAY = Duration.ofMinutes(5);
  private static final Duration LONGEST_STORING = Duration.ofMinutes(5);

  /** Returns when the replay has ended and the database has all its rows. */
  public Replay follow(String id) throws InterruptedException {
    ReplayProgress display = new ReplayProgress(Terminal.display());
    WaitingReasons waiting = new WaitingReasons(aggregator);
    Instant deadline = Instant.now().plus(LONGEST_AWAY);
    long recordsDone = -1;
    while (true) {
      guard.run();
      try {
        Replay replay = aggregator.replay(id);
        deadline = Instant.now().plus(LONGEST_AWAY);
        display.show(replay);
        if (!replay.isRunning()) {
          awaitStored();
          return replay;
        }
        if (replay.recordsDone() == recordsDone) {
          waiting.say();
        }
        recordsDone = replay.recordsDone();
      } catch (AwayException e) {
        // A part that restarts is away for a while.
        if (Instant.now().isAfter(deadline)) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void awaitStored() throws InterruptedException {
    Instant deadline = Instant.now().plus(LONGEST_STORING);
    while (Instant.now().isBefore(deadline)) {
      guard.run();
      if (aggregator.status().observationsStored()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
