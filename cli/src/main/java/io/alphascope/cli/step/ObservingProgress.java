package io.alphascope.cli.step;

import io.alphascope.cli.progress.ProgressDisplay;
import io.alphascope.curvature.Effort;
import io.alphascope.curvature.EffortListener;
import java.time.Instant;

/**
 * What observing a step takes, said before it starts, and how far it is. Silent if it takes only a
 * few seconds.
 */
final class ObservingProgress implements EffortListener {
  private static final double WORTH_SAYING_SECONDS = 5;

  private final ProgressDisplay display;
  private Instant begin;
  private boolean silent;

  ObservingProgress(ProgressDisplay display) {
    this.display = display;
  }

  @Override
  public void begins(Effort effort) {
    silent = effort.seconds() < WORTH_SAYING_SECONDS;
    if (silent) {
      return;
    }
    String parts =
        effort.atOnce() < effort.samples() ? " in parts of %,d".formatted(effort.atOnce()) : "";
    display.say(
        "Batch %s: %,d parameters, %,d samples%s; running the network once takes %.2g multiply-adds, observing the step as much as %d runs; about %.1f GB of memory and %.0f s"
            .formatted(
                effort.choice(),
                effort.parameters(),
                effort.samples(),
                parts,
                (double) effort.multiplyAdds(),
                effort.runs(),
                effort.bytes() / 1e9,
                effort.seconds()));
    begin = display.now();
    advanced(0);
  }

  @Override
  public void advanced(double share) {
    if (silent) {
      return;
    }
    double seconds = display.secondsSince(begin);
    String left =
        share > 0 && share < 1 ? ", %.0f s left".formatted((1 - share) / share * seconds) : "";
    display.show("observing", share, " %3.0f %%  %.0f s%s".formatted(100 * share, seconds, left));
  }
}
