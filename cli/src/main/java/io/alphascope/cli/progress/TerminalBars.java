package io.alphascope.cli.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

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
    String picture =
        (drawn ? TWO_LINES_UP : "")
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
      return shortened("%s %d  %s".formatted(label, done, rate(done, elapsed)));
    }
    long all = total.getAsLong();
    double share = all == 0 ? 0 : Math.min(1.0, (double) done / all);
    String numbers =
        String.format(
            Locale.ROOT, " %3.0f %%  %d/%d  %s", 100 * share, done, all, rate(done, elapsed));
    int width = Math.min(LONGEST_BAR, columns - label.length() - numbers.length() - 4);
    StringBuilder line = new StringBuilder(label).append(' ');
    if (width > 0) {
      int full = (int) Math.floor(share * width);
      line.append("█".repeat(full)).append("░".repeat(width - full));
    }
    return shortened(line.append(numbers).toString());
  }

  private String shortened(String line) {
    return line.substring(0, Math.min(line.length(), columns - 1))
        + CLEAR_TO_END_OF_LINE
        + System.lineSeparator();
  }

  private static String rate(long done, Duration elapsed) {
    double seconds = elapsed.toMillis() / 1000.0;
    return seconds < 1 ? "" : String.format(Locale.ROOT, "%.0f/s", done / seconds);
  }
}
