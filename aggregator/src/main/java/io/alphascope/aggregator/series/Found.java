package io.alphascope.aggregator.series;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What a range of steps holds. In JSON it is the range alone.
 *
 * @param first step found; null if there is none
 * @param last step found; null if there is none
 * @param bucketSteps steps in a bucket; 1: {@code entries} is all rows themselves
 * @param rows how many rows the entries stand for
 * @param entries rows, or what stands for a bucket of them, ascending
 */
public record Found(
    @JsonProperty("from") Long first,
    @JsonProperty("to") Long last,
    long bucketSteps,
    @JsonIgnore long rows,
    @JsonIgnore List<?> entries) {

  /** Nothing found; empty if the run is not known. */
  static Optional<Found> nothing(Handle handle, String run) {
    return handle
        .select("SELECT run FROM runs WHERE run = ?", run)
        .mapTo(String.class)
        .findOne()
        .map(known -> new Found(null, null, 1, 0, List.of()));
  }

  /** Whether an entry stands for a bucket of rows. */
  @JsonProperty("downsampled")
  public boolean isDownsampled() {
    return bucketSteps > 1;
  }

  /** The rows themselves; null if they are in buckets. */
  public List<?> single() {
    return isDownsampled() ? null : entries;
  }

  /** What stands for buckets of rows; null if these are there themselves. */
  public List<?> buckets() {
    return isDownsampled() ? entries : null;
  }
}
