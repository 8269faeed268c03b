package io.alphascope.curvatureservice.runs;

import io.alphascope.events.RunChanged;
import io.alphascope.events.Timestamps;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;

/** How many steps a record of {@code training.steps} holds on average, at least 1. */
public final class StepsPerRecord {

  private StepsPerRecord() {}

  /** Of a run's records; 1 if they were not counted. */
  public static double of(RunChanged run) {
    return run.getRecordsPublished() == 0
        ? 1
        : (double) run.getStepsPublished() / run.getRecordsPublished();
  }

  /** Of the run that started last; 1 if there is none. */
  static double ofNewest(Collection<RunChanged> runs) {
    return runs.stream()
        .max(Comparator.comparing(StepsPerRecord::started))
        .map(StepsPerRecord::of)
        .orElse(1.0);
  }

  private static Instant started(RunChanged run) {
    return Timestamps.instant(run.getStarted());
  }
}
