package io.alphascope.cli.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Shows progress to a person: bars drawn over themselves on a terminal, elsewhere a line every few
 * seconds if it has changed. Thread-safe.
 */
public final class ProgressDisplay {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int LONGEST_BAR = 40;
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";

  private final Supplier<PrintStream> out;
  private final int columns;
  private final InstantSource clock;
  private int drawnBars;
  private Instant next = Instant.MIN;
  private String lastLine;

  /**
   * @param out asked before every line
   * @param columns of the terminal; 0 if there is none
   */
  public ProgressDisplay(Supplier<PrintStream> out, int columns, InstantSource clock) {
    this.out = out;
    this.columns = columns;
    this.clock = clock;
  }

  /**
   * One line of a terminal.
   *
   * @param share 0 to 1; empty: no bar is drawn
   */
  public record Bar(String label, OptionalDouble share, String numbers) {

    /** As long as there is room for; cut to the width of the terminal. */
    private String line(int columns) {
      int room = columns - label.length() - numbers.length() - 4;
      int width = Math.max(0, Math.min(LONGEST_BAR, room));
      int full = (int) (share.orElse(0) * width);
      String bar = share.isEmpty() ? "" : " " + "█".repeat(full) + "░".repeat(width - full);
      String text = label + bar + numbers;
      return text.substring(0, Math.min(text.length(), columns - 1)) + CLEAR_TO_END_OF_LINE;
    }
  }

  /** Shows one bar, or the same without it. */
  public void show(String label, double share, String numbers) {
    show(label + numbers, new Bar(label, OptionalDouble.of(share), numbers));
  }

  /**
   * Shows a state.
   *
   * @param line for a log file
   * @param bars one below the other, for a terminal
   */
  public synchronized void show(String line, Bar... bars) {
    if (columns > 0) {
      StringBuilder picture = new StringBuilder(drawnBars > 0 ? UP.formatted(drawnBars) : "");
      for (Bar bar : bars) {
        picture.append(bar.line(columns)).append(System.lineSeparator());
      }
      out.get().print(picture);
      out.get().flush();
      drawnBars = bars.length;
      return;
    }
    Instant now = clock.instant();
    if (!line.equals(lastLine) && !now.isBefore(next)) {
      next = now.plus(PAUSE);
      lastLine = line;
      out.get().println(line);
    }
  }

  /** Prints something else below the bars, which are drawn anew below it. */
  public synchronized void say(String line) {
    drawnBars = 0;
    out.get().println(line);
  }

  /** Seconds since then. */
  public double secondsSince(Instant begin) {
    return Duration.between(begin, clock.instant()).toMillis() / 1000.0;
  }

  public Instant now() {
    return clock.instant();
  }
}
