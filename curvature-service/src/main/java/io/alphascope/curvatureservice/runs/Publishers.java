package io.alphascope.curvatureservice.runs;

import io.alphascope.events.RunChanged;
import io.alphascope.events.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The running runs that clients outside train and report on, with when each was heard of last: by
 * the clock of this process, since clients' clocks differ. Thread-safe.
 */
final class Publishers {

  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Map<String, Heard> running = new ConcurrentHashMap<>();

  /**
   * The last report of a run.
   *
   * @param written when, by the record
   * @param at when it was read, by {@link #nanoTime}
   */
  private record Heard(RunChanged report, Instant written, long at) {}

  /**
   * @param patience for how long a publisher may say nothing
   * @param nanoTime in nanoseconds, never set back
   */
  Publishers(Duration patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** The newest record of a run has been read. */
  void read(RunChanged run, Instant written) {
    if (run.getState() == RunChanged.State.RUNNING && !run.getPublisher().isEmpty()) {
      running.put(run.getRun(), new Heard(run, written, nanoTime.getAsLong()));
    } else {
      forget(run.getRun());
    }
  }

  /** A run is no longer there. */
  void forget(String run) {
    running.remove(run);
  }

  /** While the broker is away, nobody can be heard: the patience with each begins again. */
  void cannotBeHeard() {
    long now = nanoTime.getAsLong();
    running.replaceAll((run, heard) -> new Heard(heard.report(), heard.written(), now));
  }

  /** Of every run whose publisher has said nothing for longer than the patience, how it ended. */
  List<RunChanged> silent() {
    long now = nanoTime.getAsLong();
    return running.values().stream()
        .filter(heard -> now - heard.at() > patience.toNanos())
        .map(this::interrupted)
        .toList();
  }

  private RunChanged interrupted(Heard heard) {
    RunChanged report = heard.report();
    return report.toBuilder()
        .setState(RunChanged.State.INTERRUPTED)
        .setEnded(Timestamps.of(heard.written()))
        .setMessage(
            "nothing was heard of its publisher (%s) for %d s; %s"
                .formatted(
                    report.getPublisher(),
                    patience.toSeconds(),
                    report.hasLastPublishedStep()
                        ? "the last step reported is " + report.getLastPublishedStep()
                        : "no step was reported"))
        .build();
  }
}
