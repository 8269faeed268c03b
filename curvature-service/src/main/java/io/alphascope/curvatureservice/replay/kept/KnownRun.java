package io.alphascope.curvatureservice.replay.kept;

import io.alphascope.events.RunChanged;
import io.alphascope.events.RunChanged.State;
import io.alphascope.events.Timestamps;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A run, and which steps it has published. */
public record KnownRun(RunChanged run) {

  public boolean isRunning() {
    return run.getState() == State.RUNNING;
  }

  /** Whether another publisher sent it, so that its steps were never counted. */
  public boolean isForeign() {
    return run.getState() == State.FOREIGN;
  }

  /** Whether a client outside trains it and reports on it. */
  private boolean isReported() {
    return !run.getPublisher().isEmpty();
  }

  /**
   * Whether the record says what the run has published in all: it was counted, and to its end. A
   * client that fell silent may have published more than it reported.
   */
  public boolean isCounted() {
    return !isForeign() && !isRunning() && !(isReported() && run.getState() == State.INTERRUPTED);
  }

  /** When it began; empty if unknown. */
  Optional<Instant> started() {
    return isForeign() || !run.hasStarted()
        ? Optional.empty()
        : Optional.of(Timestamps.instant(run.getStarted()));
  }

  /** When it ended; empty if it has not, or if unknown. */
  Optional<Instant> ended() {
    return isCounted() && run.hasEnded()
        ? Optional.of(Timestamps.instant(run.getEnded()))
        : Optional.empty();
  }

  /** The distance between two steps that it publishes. */
  int stride() {
    return Math.max(1, run.getSpecification().getPublishEvery());
  }

  /** The largest step that it has, or will have; empty if unknown. */
  public OptionalLong lastStep() {
    if (isRunning() && run.hasStepsPlanned()) {
      return OptionalLong.of(run.getStepsPlanned() - 1);
    }
    boolean isReportedLater = isReported() && !isCounted();
    return isForeign() || isReportedLater || !run.hasLastPublishedStep()
        ? OptionalLong.empty()
        : OptionalLong.of(run.getLastPublishedStep());
  }

  /** How many of the steps from first to last it published; empty if unknown. */
  public OptionalLong published(long first, long last) {
    if (!isCounted()) {
      return OptionalLong.empty();
    }
    if (first == 0
        && last >= (run.hasLastPublishedStep() ? run.getLastPublishedStep() : Long.MAX_VALUE)) {
      return OptionalLong.of(run.getStepsPublished());
    }
    if (!run.hasLastPublishedStep() || run.getStepsSkipped() > 0) {
      return OptionalLong.empty(); // it is unknown which
    }
    long end = Math.min(last, run.getLastPublishedStep());
    return OptionalLong.of(Math.max(0, end / stride() - (first - 1 + stride()) / stride() + 1));
  }
}
