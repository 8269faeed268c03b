package io.alphascope.cli.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** One line every few seconds, for a log file. */
final class ProgressLines implements ProgressDisplay {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final PrintStream out;
  private final Clock clock;
  private Instant next = Instant.MIN;
  private Progress last;

  ProgressLines(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public synchronized void show(Progress progress) {
    Instant now = clock.instant();
    if (progress.equals(last) || now.isBefore(next)) {
      return;
    }
    next = now.plus(PAUSE);
    last = progress;
    String planned = progress.planned().isPresent() ? "/" + progress.planned().getAsLong() : "";
    out.printf(
        "training %d%s steps, observing %d/%d%n",
        progress.taken(), planned, progress.observed(), progress.toPublish());
  }

  @Override
  public synchronized void say(String line) {
    out.println(line);
  }

  @Override
  public void end() {}
}
