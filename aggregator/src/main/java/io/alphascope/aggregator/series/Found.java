package io.alphascope.aggregator.series;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What a range of steps holds.
 *
 * @param first step found; null if there is none
 * @param last step found; null if there is none
 * @param bucketSteps steps in a bucket; 1: {@code entries} is all rows themselves
 * @param rows how many rows the entries stand for
 * @param entries rows, or what stands for a bucket of them, ascending
 */
public record Found(Long first, Long last, long bucketSteps, long rows, List<?> entries) {

  /** Nothing found; empty if the run is not known. */
  static Optional<Found> nothing(Handle handle, String run) {
    return handle
        .select("SELECT run FROM runs WHERE run = ?", run)
        .mapTo(String.class)
        .findOne()
        .map(known -> new Found(null, null, 1, 0, List.of()));
  }

  /** Whether an entry stands for a bucket of rows. */
  public boolean isDownsampled() {
    return bucketSteps > 1;
  }
}
