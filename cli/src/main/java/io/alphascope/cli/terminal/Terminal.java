package io.alphascope.cli.terminal;

import io.alphascope.cli.progress.ProgressDisplay;
import java.time.InstantSource;

/** What the launcher found out about standard error. */
public final class Terminal {
  private static final int COLUMNS = Integer.getInteger("alphascope.columns", 0);
  private static final ProgressDisplay DISPLAY =
      new ProgressDisplay(() -> System.err, COLUMNS, InstantSource.system());

  private Terminal() {}

  /** Bars if standard error is a terminal, lines otherwise. */
  public static ProgressDisplay display() {
    return DISPLAY;
  }

  /** Whether what is said is seen now, and kept in no file. */
  public static boolean isSeen() {
    return COLUMNS > 0;
  }

  /** One line; bars go on below it. From any thread. */
  public static void say(String line) {
    DISPLAY.say(line);
  }

  public static void say(String format, Object... arguments) {
    say(format.formatted(arguments));
  }
}
