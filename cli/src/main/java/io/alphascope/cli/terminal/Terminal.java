package io.alphascope.cli.terminal;

import io.alphascope.cli.progress.ProgressDisplay;
import java.util.Locale;

/** What the launcher found out about standard error. */
public final class Terminal {
  private static final int COLUMNS = Integer.getInteger("alphascope.columns", 0);
  private static final ProgressDisplay DISPLAY = ProgressDisplay.on(System.err, COLUMNS);

  private Terminal() {}

  /** Bars if standard error is a terminal, lines otherwise. */
  public static ProgressDisplay display() {
    return DISPLAY;
  }

  /** Its width; 0: there is none. */
  public static int columns() {
    return COLUMNS;
  }

  /** Whether what is said is seen now, and kept in no file. */
  public static boolean isSeen() {
    return COLUMNS > 0;
  }

  /** One line; bars go on below it. From any thread. */
  public static void say(String format, Object... arguments) {
    synchronized (DISPLAY) {
      DISPLAY.end();
      System.err.printf(Locale.ROOT, format + "%n", arguments);
    }
  }
}
