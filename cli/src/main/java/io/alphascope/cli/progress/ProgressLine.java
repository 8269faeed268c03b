package io.alphascope.cli.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A bar drawn over itself on a terminal, a line every few seconds elsewhere. */
public final class ProgressLine {
  private static final String LINE_UP = "\u001b[1A";
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final int LONGEST_BAR = 40;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final PrintStream out;
  private final int columns;
  private final Clock clock;
  private final String label;
  private Instant next = Instant.MIN;
  private boolean drawn;

  /**
   * @param columns of the terminal; 0 if there is none
   */
  public ProgressLine(PrintStream out, int columns, Clock clock, String label) {
    this.out = out;
    this.columns = columns;
    this.clock = clock;
    this.label = label;
  }

  /**
   * Shows how far it is.
   *
   * @param share 0 to 1
   */
  public void show(double share, String numbers) {
    if (columns > 0) {
      bar(share, numbers);
      return;
    }
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      next = now.plus(PAUSE);
      out.printf("%s%s%n", label, numbers);
    }
  }

  private void bar(double share, String numbers) {
    int width = Math.max(0, Math.min(LONGEST_BAR, columns - numbers.length() - label.length() - 5));
    int full = (int) Math.floor(share * width);
    StringBuilder line = new StringBuilder(label).append(' ');
    line.append("█".repeat(full)).append("░".repeat(width - full)).append(numbers);
    line.setLength(Math.min(line.length(), columns - 1));
    out.print((drawn ? LINE_UP : "") + line + CLEAR_TO_END_OF_LINE + System.lineSeparator());
    out.flush();
    drawn = true;
  }

  /** Leaves the last state standing. */
  public void end() {
    drawn = false;
  }
}
