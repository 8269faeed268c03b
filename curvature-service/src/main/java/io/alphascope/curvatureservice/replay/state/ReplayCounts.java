package io.alphascope.curvatureservice.replay.state;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.Reason;
import io.alphascope.events.ReplayedPartition;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the records of a partition below an offset amounted to.
 *
 * @param counts the fields that count; where the partition lies is left out
 */
public record ReplayCounts(ReplayedPartition counts) {

  public static final ReplayCounts NONE = new ReplayCounts(ReplayedPartition.getDefaultInstance());

  /** In the order of {@link #toText}. */
  private static final List<FieldDescriptor> NUMBERS =
      Stream.of(
              ReplayedPartition.STEPS_FOUND_FIELD_NUMBER,
              ReplayedPartition.STEPS_OBSERVED_FIELD_NUMBER,
              ReplayedPartition.OBSERVATIONS_FIELD_NUMBER,
              ReplayedPartition.STEPS_DEAD_LETTERED_FIELD_NUMBER,
              ReplayedPartition.OBSERVATIONS_REFUSED_FIELD_NUMBER,
              ReplayedPartition.RECORDS_DELETED_FIELD_NUMBER)
          .map(ReplayedPartition.getDescriptor()::findFieldByNumber)
          .toList();

  /** Six numbers and, if there are any, the reasons as Base64 of a message that has only these. */
  private static final Pattern TEXT = Pattern.compile("(\\d+(?: \\d+){5})(?: ([A-Za-z0-9+/=]+))?");

  public ReplayCounts {
    counts = counts.toBuilder().clearPartition().clearBegin().clearEnd().clearPosition().build();
  }

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
        ReplayedPartition.newBuilder()
            .setStepsFound(1)
            .setStepsObserved(observations > 0 ? 1 : 0)
            .setObservations(observations)
            .setObservationsRefused(refused.size())
            .addAllRefusalReasons(reasons.all())
            .build());
  }

  /** A step that cannot be observed. */
  public static ReplayCounts deadLetter(String kind, String reason) {
    return new ReplayCounts(
        ReplayedPartition.newBuilder()
            .setStepsFound(1)
            .setStepsDeadLettered(1)
            .addAllDeadLetterReasons(Reasons.of(kind, reason).all())
            .build());
  }

  public static ReplayCounts deleted(long offsets) {
    return new ReplayCounts(ReplayedPartition.newBuilder().setRecordsDeleted(offsets).build());
  }

  /** Reads what {@link #toText} wrote; empty if it did not. */
  public static Optional<ReplayCounts> parse(String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      ReplayedPartition.Builder read = ReplayedPartition.newBuilder();
      if (matcher.group(2) != null) {
        read.mergeFrom(Base64.getDecoder().decode(matcher.group(2)));
      }
      String[] numbers = matcher.group(1).split(" ");
      for (int i = 0; i < numbers.length; i++) {
        read.setField(NUMBERS.get(i), Long.parseLong(numbers[i]));
      }
      return Optional.of(new ReplayCounts(read.build()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException otherText) {
      return Optional.empty();
    }
  }

  /** For an offset's metadata, of which brokers take 4096 bytes. */
  public String toText() {
    String numbers =
        NUMBERS.stream()
            .map(number -> counts.getField(number).toString())
            .collect(Collectors.joining(" "));
    ReplayedPartition.Builder reasons = counts.toBuilder();
    NUMBERS.forEach(reasons::clearField);
    byte[] bytes = reasons.build().toByteArray();
    return bytes.length == 0 ? numbers : numbers + " " + Base64.getEncoder().encodeToString(bytes);
  }

  public ReplayCounts plus(ReplayCounts other) {
    ReplayedPartition.Builder sum = counts.toBuilder();
    for (FieldDescriptor number : NUMBERS) {
      sum.setField(number, (long) counts.getField(number) + (long) other.counts.getField(number));
    }
    return new ReplayCounts(
        sum.clearDeadLetterReasons()
            .addAllDeadLetterReasons(
                both(counts.getDeadLetterReasonsList(), other.counts.getDeadLetterReasonsList()))
            .clearRefusalReasons()
            .addAllRefusalReasons(
                both(counts.getRefusalReasonsList(), other.counts.getRefusalReasonsList()))
            .build());
  }

  private static List<Reason> both(List<Reason> some, List<Reason> others) {
    return new Reasons(some).plus(new Reasons(others)).all();
  }

  /** With these counts, the partition at a position. */
  public ReplayedPartition in(ReplayedPartition partition, long position) {
    return counts.toBuilder()
        .setPartition(partition.getPartition())
        .setBegin(partition.getBegin())
        .setEnd(partition.getEnd())
        .setPosition(position)
        .build();
  }
}
