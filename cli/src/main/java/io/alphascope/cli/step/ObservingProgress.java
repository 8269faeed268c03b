package io.alphascope.cli.step;

import io.alphascope.cli.progress.ProgressLine;
import io.alphascope.curvature.Effort;
import io.alphascope.curvature.EffortListener;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What observing a step takes, said before it starts, and how far it is. Silent where it is a
 * matter of a few seconds.
 */
public final class ObservingProgress implements EffortListener {
  private static final double WORTH_SAYING_SECONDS = 5;

  private final PrintStream out;
  private final Clock clock;
  private final ProgressLine line;
  private Instant begin;
  private boolean silent;

  /**
   * @param columns of the terminal; 0 if there is none
   */
  public ObservingProgress(PrintStream out, int columns, Clock clock) {
    this.out = out;
    this.clock = clock;
    line = new ProgressLine(out, columns, clock, "observing");
  }

  @Override
  public void begins(Effort effort) {
    silent = effort.seconds() < WORTH_SAYING_SECONDS;
    if (silent) {
      return;
    }
    line.end();
    out.printf(
        Locale.ROOT,
        "Batch %s: %,d parameters, %,d samples%s; running the network once takes %.2g"
            + " multiply-adds, all is worth %d runs; about %.1f GB of memory and %.0f s%n",
        effort.choice(),
        effort.parameters(),
        effort.samples(),
        effort.atOnce() < effort.samples()
            ? String.format(Locale.ROOT, " in parts of %,d", effort.atOnce())
            : "",
        (double) effort.multiplyAdds(),
        effort.runs(),
        effort.bytes() / 1e9,
        effort.seconds());
    begin = clock.instant();
    advanced(0);
  }

  @Override
  public void advanced(double share) {
    if (!silent) {
      line.show(share, numbers(share));
    }
  }

  private String numbers(double share) {
    double seconds = Duration.between(begin, clock.instant()).toMillis() / 1000.0;
    String done = String.format(Locale.ROOT, " %3.0f %%  %.0f s", 100 * share, seconds);
    return share > 0 && share < 1
        ? done + String.format(Locale.ROOT, ", %.0f s left", (1 - share) / share * seconds)
        : done;
  }
}
