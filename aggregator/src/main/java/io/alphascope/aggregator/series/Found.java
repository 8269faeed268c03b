package io.alphascope.aggregator.series;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What was found in a range of steps. Its JSON is only the range.
 *
 * @param first first step found; null if there is none
 * @param last last step found; null if there is none
 * @param bucketSteps steps in a bucket; with 1, the entries are the rows themselves
 * @param rows how many rows the entries represent
 * @param entries rows or buckets, ascending
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

  /** Whether each entry is a bucket of rows. */
  @JsonProperty("downsampled")
  public boolean isDownsampled() {
    return bucketSteps > 1;
  }

  /** The rows; null if the entries are buckets. */
  public List<?> single() {
    return isDownsampled() ? null : entries;
  }

  /** The buckets; null if the entries are rows. */
  public List<?> buckets() {
    return isDownsampled() ? entries : null;
  }
}
