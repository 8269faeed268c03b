package io.alphascope.cli.terminal;

/** What a command tells the shell, beside 0: done. */
public final class ExitStatus {
  public static final int NOT_DONE = 1;
  public static final int MISUNDERSTOOD = 2;

  private ExitStatus() {}
}
