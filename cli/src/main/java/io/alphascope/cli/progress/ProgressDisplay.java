package io.alphascope.cli.progress;

import java.io.PrintStream;
import java.time.Clock;

/** Shows progress to a person. Thread-safe. */
public interface ProgressDisplay {
  void show(Progress progress);

  /** Prints something else, on a line of its own. */
  void say(String line);

  /** Leaves the last state standing; what is printed next begins on a new line. */
  void end();

  /**
   * Bars on a terminal, a line now and then elsewhere.
   *
   * @param columns of the terminal; 0 if there is none
   */
  static ProgressDisplay on(PrintStream out, int columns) {
    Clock clock = Clock.systemUTC();
    return columns > 0 ? new TerminalBars(out, columns, clock) : new ProgressLines(out, clock);
  }
}
