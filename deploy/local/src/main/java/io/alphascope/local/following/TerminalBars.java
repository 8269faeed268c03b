package io.alphascope.local.following;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Two bars, one below the other, drawn over themselves with ANSI sequences. */
final class TerminalBars implements ProgressDisplay {
  private static final String TWO_LINES_UP = "\u001b[2A";
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final int LONGEST_BAR = 40;

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
    long planned = progress.planned().orElse(0);
    String picture =
        (drawn ? TWO_LINES_UP : "")
            + line("training ", progress.taken(), planned, elapsed)
            + line("observing", progress.observed(), progress.toPublish(), elapsed);
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

  private String line(String label, long done, long total, Duration elapsed) {
    double share = total == 0 ? 0 : Math.min(1.0, (double) done / total);
    String numbers =
        String.format(
            Locale.ROOT, " %3.0f %%  %d/%d  %s", 100 * share, done, total, rate(done, elapsed));
    int width = Math.min(LONGEST_BAR, columns - label.length() - numbers.length() - 4);
    StringBuilder line = new StringBuilder(label).append(' ');
    if (width > 0) {
      int full = (int) Math.floor(share * width);
      line.append("█".repeat(full)).append("░".repeat(width - full));
    }
    line.append(numbers);
    line.setLength(Math.min(line.length(), columns - 1));
    return line + CLEAR_TO_END_OF_LINE + System.lineSeparator();
  }

  private static String rate(long done, Duration elapsed) {
    double seconds = elapsed.toMillis() / 1000.0;
    return seconds < 1 ? "" : String.format(Locale.ROOT, "%.0f/s", done / seconds);
  }
}
