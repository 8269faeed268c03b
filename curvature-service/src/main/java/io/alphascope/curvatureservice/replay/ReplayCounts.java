package io.alphascope.curvatureservice.replay;

import io.alphascope.events.ReplayedPartition;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the records of a partition below an offset amounted to; the fields of {@link
 * ReplayedPartition}.
 */
record ReplayCounts(
    long found, long observed, long observations, long deadLettered, long refused, long deleted) {

  static final ReplayCounts NONE = new ReplayCounts(0, 0, 0, 0, 0, 0);
  static final ReplayCounts DEAD_LETTERED = new ReplayCounts(1, 0, 0, 1, 0, 0);

  private static final Pattern TEXT = Pattern.compile("\\d+( \\d+){5}");

  /** A step of the replay under so many curvatures, of which so many were observed. */
  static ReplayCounts step(int asked, int observations) {
    return new ReplayCounts(1, observations > 0 ? 1 : 0, observations, 0, asked - observations, 0);
  }

  static ReplayCounts deleted(long offsets) {
    return new ReplayCounts(0, 0, 0, 0, 0, offsets);
  }

  static ReplayCounts of(ReplayedPartition partition) {
    return new ReplayCounts(
        partition.getStepsFound(),
        partition.getStepsObserved(),
        partition.getObservations(),
        partition.getStepsDeadLettered(),
        partition.getObservationsRefused(),
        partition.getRecordsDeleted());
  }

  /** Reads what {@link #toText} wrote; empty if it did not. */
  static Optional<ReplayCounts> parse(String text) {
    if (text == null || !TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    long[] counts = Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
    return Optional.of(
        new ReplayCounts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]));
  }

  /** For an offset's metadata. */
  String toText() {
    return "%d %d %d %d %d %d"
        .formatted(found, observed, observations, deadLettered, refused, deleted);
  }

  ReplayCounts plus(ReplayCounts other) {
    return new ReplayCounts(
        found + other.found,
        observed + other.observed,
        observations + other.observations,
        deadLettered + other.deadLettered,
        refused + other.refused,
        deleted + other.deleted);
  }

  ReplayedPartition.Builder in(ReplayedPartition.Builder partition) {
    return partition
        .setStepsFound(found)
        .setStepsObserved(observed)
        .setObservations(observations)
        .setStepsDeadLettered(deadLettered)
        .setObservationsRefused(refused)
        .setRecordsDeleted(deleted);
  }
}
