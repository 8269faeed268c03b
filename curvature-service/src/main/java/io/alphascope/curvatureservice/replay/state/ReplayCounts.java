package io.alphascope.curvatureservice.replay.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.ReplayedPartition;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the records of a partition below an offset amounted to; the fields of {@link
 * ReplayedPartition}.
 */
public record ReplayCounts(
    long found,
    long observed,
    long observations,
    long deadLettered,
    long refused,
    long deleted,
    Reasons deadLetterReasons,
    Reasons refusalReasons) {

  public static final ReplayCounts NONE =
      new ReplayCounts(0, 0, 0, 0, 0, 0, Reasons.NONE, Reasons.NONE);

  /** Six numbers and, if there are any, the reasons as Base64 of a message that has only these. */
  private static final Pattern TEXT = Pattern.compile("(\\d+(?: \\d+){5})(?: ([A-Za-z0-9+/=]+))?");

  /**
   * A step of the replay under several curvatures.
   *
   * @param observations that it gave
   * @param refused curvatures on a batch that does not exist for it, each with the reason
   */
  public static ReplayCounts step(int observations, Map<?, String> refused) {
    Reasons reasons =
        refused.entrySet().stream()
            .map(one -> Reasons.of(one.getKey().toString(), one.getValue()))
            .reduce(Reasons.NONE, Reasons::plus);
    return new ReplayCounts(
        1, observations > 0 ? 1 : 0, observations, 0, refused.size(), 0, Reasons.NONE, reasons);
  }

  /** A step that cannot be observed. */
  public static ReplayCounts deadLetter(String kind, String reason) {
    return new ReplayCounts(1, 0, 0, 1, 0, 0, Reasons.of(kind, reason), Reasons.NONE);
  }

  public static ReplayCounts deleted(long offsets) {
    return new ReplayCounts(0, 0, 0, 0, 0, offsets, Reasons.NONE, Reasons.NONE);
  }

  public static ReplayCounts of(ReplayedPartition partition) {
    return new ReplayCounts(
        partition.getStepsFound(),
        partition.getStepsObserved(),
        partition.getObservations(),
        partition.getStepsDeadLettered(),
        partition.getObservationsRefused(),
        partition.getRecordsDeleted(),
        new Reasons(partition.getDeadLetterReasonsList()),
        new Reasons(partition.getRefusalReasonsList()));
  }

  /** Reads what {@link #toText} wrote; empty if it did not. */
  public static Optional<ReplayCounts> parse(String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long[] counts = Arrays.stream(matcher.group(1).split(" ")).mapToLong(Long::parseLong).toArray();
    try {
      ReplayedPartition reasons =
          matcher.group(2) == null
              ? ReplayedPartition.getDefaultInstance()
              : ReplayedPartition.parseFrom(Base64.getDecoder().decode(matcher.group(2)));
      return Optional.of(
          new ReplayCounts(
              counts[0],
              counts[1],
              counts[2],
              counts[3],
              counts[4],
              counts[5],
              new Reasons(reasons.getDeadLetterReasonsList()),
              new Reasons(reasons.getRefusalReasonsList())));
    } catch (InvalidProtocolBufferException | IllegalArgumentException otherText) {
      return Optional.empty();
    }
  }

  /** For an offset's metadata, of which brokers take 4096 bytes. */
  public String toText() {
    String counts =
        "%d %d %d %d %d %d"
            .formatted(found, observed, observations, deadLettered, refused, deleted);
    byte[] reasons =
        ReplayedPartition.newBuilder()
            .addAllDeadLetterReasons(deadLetterReasons.all())
            .addAllRefusalReasons(refusalReasons.all())
            .build()
            .toByteArray();
    return reasons.length == 0
        ? counts
        : counts + " " + Base64.getEncoder().encodeToString(reasons);
  }

  public ReplayCounts plus(ReplayCounts other) {
    return new ReplayCounts(
        found + other.found,
        observed + other.observed,
        observations + other.observations,
        deadLettered + other.deadLettered,
        refused + other.refused,
        deleted + other.deleted,
        deadLetterReasons.plus(other.deadLetterReasons),
        refusalReasons.plus(other.refusalReasons));
  }

  public ReplayedPartition.Builder in(ReplayedPartition.Builder partition) {
    return partition
        .setStepsFound(found)
        .setStepsObserved(observed)
        .setObservations(observations)
        .setStepsDeadLettered(deadLettered)
        .setObservationsRefused(refused)
        .setRecordsDeleted(deleted)
        .clearDeadLetterReasons()
        .addAllDeadLetterReasons(deadLetterReasons.all())
        .clearRefusalReasons()
        .addAllRefusalReasons(refusalReasons.all());
  }
}
