package io.alphascope.curvatureservice.replay.state;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.Reason;
import io.alphascope.events.ReplayedPartition;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was counted in the records of a partition below an offset.
 *
 * @param counts without the partition's number and offsets
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

  /** Keeps only what is counted, with each kind of reason once. */
  public ReplayCounts {
    Collection<Reason> deadLetters = Reasons.byKind(counts.getDeadLetterReasonsList());
    Collection<Reason> refusals = Reasons.byKind(counts.getRefusalReasonsList());
    counts =
        counts.toBuilder()
            .clearPartition()
            .clearBegin()
            .clearEnd()
            .clearPosition()
            .clearDeadLetterReasons()
            .addAllDeadLetterReasons(deadLetters)
            .clearRefusalReasons()
            .addAllRefusalReasons(refusals)
            .build();
  }

  /**
   * A step of the replay.
   *
   * @param observations that it gave
   * @param refused curvatures on a batch that does not exist for the step, each with the reason
   */
  public static ReplayCounts step(int observations, Map<?, String> refused) {
    ReplayedPartition.Builder step =
        ReplayedPartition.newBuilder()
            .setStepsFound(1)
            .setStepsObserved(observations > 0 ? 1 : 0)
            .setObservations(observations)
            .setObservationsRefused(refused.size());
    refused.forEach(
        (curvature, reason) -> step.addRefusalReasons(Reasons.of(curvature.toString(), reason)));
    return new ReplayCounts(step.build());
  }

  /** A step that cannot be observed. */
  public static ReplayCounts deadLetter(String kind, String reason) {
    return new ReplayCounts(
        ReplayedPartition.newBuilder()
            .setStepsFound(1)
            .setStepsDeadLettered(1)
            .addDeadLetterReasons(Reasons.of(kind, reason))
            .build());
  }

  public static ReplayCounts deleted(long offsets) {
    return new ReplayCounts(ReplayedPartition.newBuilder().setRecordsDeleted(offsets).build());
  }

  /** The counts in an offset's metadata; if it has none, those of the replay's record. */
  public static ReplayCounts committed(String metadata, ReplayedPartition recorded) {
    return parse(metadata).orElseGet(() -> new ReplayCounts(recorded));
  }

  /** Reads what {@link #toText} wrote; empty for any other text. */
  public static Optional<ReplayCounts> parse(String text) {
    String[] parts = text == null ? new String[0] : text.split(" ");
    if (parts.length < NUMBERS.size()) {
      return Optional.empty();
    }
    try {
      ReplayedPartition.Builder read = ReplayedPartition.newBuilder();
      if (parts.length > NUMBERS.size()) {
        read.mergeFrom(Base64.getDecoder().decode(parts[NUMBERS.size()]));
      }
      for (int i = 0; i < NUMBERS.size(); i++) {
        read.setField(NUMBERS.get(i), Long.parseLong(parts[i]));
      }
      return Optional.of(new ReplayCounts(read.build()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException otherText) {
      return Optional.empty();
    }
  }

  /**
   * For the metadata of an offset, where brokers allow 4096 bytes: the numbers; then, if there are
   * any, the reasons: a message with only these, in Base64.
   */
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
    ReplayedPartition.Builder sum = counts.toBuilder().mergeFrom(other.counts);
    for (FieldDescriptor number : NUMBERS) {
      sum.setField(number, (long) counts.getField(number) + (long) other.counts.getField(number));
    }
    return new ReplayCounts(sum.build());
  }

  /** The partition at a position, with these counts. */
  public ReplayedPartition in(ReplayedPartition partition, long position) {
    return counts.toBuilder()
        .setPartition(partition.getPartition())
        .setBegin(partition.getBegin())
        .setEnd(partition.getEnd())
        .setPosition(position)
        .build();
  }
}
