package io.alphascope.cli.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

/** Two bars, one below the other, drawn over themselves with ANSI sequences. */
final class TerminalBars implements ProgressDisplay {
  private final PrintStream out;
  private final int columns;
  private final Clock clock;
  private Instant begin;
  private boolean drawn;

  TerminalBars(PrintStream out, int columns, Clock clock) {
    this.out = out;
    this.columns = columns;
    this.clock = clock;
  }

  @Override
  public synchronized void show(Progress progress) {
    if (begin == null) {
      begin = clock.instant();
    }
    Duration elapsed = Duration.between(begin, clock.instant());
    String picture =
        (drawn ? Bar.up(2) : "")
            + line("training ", progress.taken(), progress.planned(), elapsed)
            + line(
                "observing", progress.observed(), OptionalLong.of(progress.toPublish()), elapsed);
    out.print(picture);
    out.flush();
    drawn = true;
  }

  @Override
  public synchronized void say(String line) {
    end();
    out.println(line);
  }

  @Override
  public synchronized void end() {
    drawn = false;
  }

  /**
   * @param total empty if unknown: then neither a share nor a bar
   */
  private String line(String label, long done, OptionalLong total, Duration elapsed) {
    if (total.isEmpty()) {
      return Bar.line("%s %d  %s".formatted(label, done, rate(done, elapsed)), columns);
    }
    long all = total.getAsLong();
    double share = all == 0 ? 0 : Math.min(1.0, (double) done / all);
    String numbers =
        String.format(
            Locale.ROOT, " %3.0f %%  %d/%d  %s", 100 * share, done, all, rate(done, elapsed));
    return Bar.line(label, share, numbers, columns);
  }

  private static String rate(long done, Duration elapsed) {
    double seconds = elapsed.toMillis() / 1000.0;
    return seconds < 1 ? "" : String.format(Locale.ROOT, "%.0f/s", done / seconds);
  }
}
