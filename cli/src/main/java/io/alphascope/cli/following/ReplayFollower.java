package io.alphascope.cli.following;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.AwayException;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.client.Replay;
import io.alphascope.cli.client.SystemStatus;
import io.alphascope.cli.progress.ReplayProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Follows a replay to its end, and its rows into the database. */
public final class ReplayFollower {
  private static final long POLL_MILLIS = 250;
  private static final Duration LONGEST_AWAY = Duration.ofMinutes(5);
  private static final Duration LONGEST_STORING = Duration.ofMinutes(5);

  private final Aggregator aggregator;
  private final ReplayProgress display;
  private final Guard guard;
  private final Clock clock;

  public ReplayFollower(Aggregator aggregator, ReplayProgress display, Guard guard, Clock clock) {
    this.aggregator = aggregator;
    this.display = display;
    this.guard = guard;
    this.clock = clock;
  }

  /** Returns when the replay has ended and the database has all its rows. */
  public Replay follow(String id) throws InterruptedException {
    Instant deadline = clock.instant().plus(LONGEST_AWAY);
    Waiting waiting = new Waiting(aggregator, display::say);
    long recordsDone = -1;
    while (true) {
      guard.check();
      try {
        Replay replay = aggregator.replay(id);
        deadline = clock.instant().plus(LONGEST_AWAY);
        display.show(replay);
        if (!replay.isRunning()) {
          display.end();
          awaitStored();
          return replay;
        }
        if (replay.recordsDone() == recordsDone) {
          waiting.ask();
        }
        recordsDone = replay.recordsDone();
      } catch (AwayException e) {
        rethrowAfter(deadline, e);
      } catch (RefusedException e) {
        if (!e.isTransient()) {
          throw e;
        }
        rethrowAfter(deadline, e);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** A part that restarts is away for a while. */
  private void rethrowAfter(Instant deadline, RuntimeException away) {
    if (clock.instant().isAfter(deadline)) {
      throw away;
    }
  }

  private void awaitStored() throws InterruptedException {
    Instant deadline = clock.instant().plus(LONGEST_STORING);
    while (clock.instant().isBefore(deadline)) {
      guard.check();
      SystemStatus status = aggregator.status();
      if (status.observationsLag() != null && status.observationsLag() == 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
