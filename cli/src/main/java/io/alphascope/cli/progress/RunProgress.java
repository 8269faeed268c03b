package io.alphascope.cli.progress;

import io.alphascope.cli.progress.ProgressDisplay.Bar;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Shows how far a run is: one bar for training, one for observing. */
public final class RunProgress {
  private final ProgressDisplay display;
  private Instant begin;

  public RunProgress(ProgressDisplay display) {
    this.display = display;
  }

  public void show(Progress progress) {
    if (begin == null) {
      begin = display.now();
    }
    String planned = progress.planned().isPresent() ? "/" + progress.planned().getAsLong() : "";
    display.show(
        "training %d%s steps, observing %d/%d"
            .formatted(progress.taken(), planned, progress.observed(), progress.toPublish()),
        bar("training ", progress.taken(), progress.planned()),
        bar("observing", progress.observed(), OptionalLong.of(progress.toPublish())));
  }

  /**
   * @param total empty if unknown: then neither a share nor a bar
   */
  private Bar bar(String label, long done, OptionalLong total) {
    double seconds = display.secondsSince(begin);
    String rate = seconds < 1 ? "" : "%.0f/s".formatted(done / seconds);
    if (total.isEmpty()) {
      return new Bar(label, OptionalDouble.empty(), " %d  %s".formatted(done, rate));
    }
    long all = total.getAsLong();
    double share = all == 0 ? 0 : Math.min(1.0, (double) done / all);
    return new Bar(
        label,
        OptionalDouble.of(share),
        " %3.0f %%  %d/%d  %s".formatted(100 * share, done, all, rate));
  }
}
