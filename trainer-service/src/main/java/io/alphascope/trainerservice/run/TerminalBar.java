package io.alphascope.trainerservice.run;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on standard error where that is a terminal, else nothing. */
final class TerminalBar implements AutoCloseable {

  private final ProgressBar bar;

  private TerminalBar(ProgressBar bar) {
    this.bar = bar;
  }

  static TerminalBar ofConsole(String run, long steps) {
    return new TerminalBar(
        System.console() == null
            ? null
            : new ProgressBarBuilder()
                .setTaskName(run)
                .setInitialMax(steps)
                .setUnit(" steps", 1)
                .showSpeed()
                .build());
  }

  void stepTo(long steps) {
    if (bar != null) {
      bar.stepTo(steps);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
