package io.alphascope.cli.progress;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A bar drawn over itself on a terminal, a line every few seconds elsewhere. */
public final class ProgressLine {
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
      out.print((drawn ? Bar.up(1) : "") + Bar.line(label, share, numbers, columns));
      out.flush();
      drawn = true;
      return;
    }
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      next = now.plus(PAUSE);
      out.printf("%s%s%n", label, numbers);
    }
  }

  /** Leaves the last state standing. */
  public void end() {
    drawn = false;
  }
}
