package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.events.ReplayedPartition;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far one partition is, on the instance that has it. Records finish in any order; what may be
 * committed ends before the first that has not. The replay's thread alone calls this; the others
 * only finish what {@link #received} gave them.
 */
final class PartitionProgress {

  /** A record under way. */
  static final class Pending {
    private final long offset;
    private volatile ReplayCounts result;

    private Pending(long offset) {
      this.offset = offset;
    }

    /** From any thread, when all that the record caused has been acknowledged. */
    void finish(ReplayCounts counts) {
      result = counts;
    }
  }

  private final long end;
  private final Deque<Pending> underWay = new ArrayDeque<>();
  private long read;
  private long position;
  private ReplayCounts counts;

  /**
   * @param position where to begin; all below was dealt with before
   * @param end where the replay ends, exclusive
   * @param counts of what lies below the position
   */
  PartitionProgress(long position, long end, ReplayCounts counts) {
    this.position = Math.min(position, end);
    this.read = this.position;
    this.end = end;
    this.counts = counts;
  }

  /** From the group's committed offset if there is one, else from what the replay's record says. */
  static PartitionProgress resumed(OffsetAndMetadata committed, ReplayedPartition recorded) {
    if (committed == null) {
      return new PartitionProgress(
          Math.max(recorded.getPosition(), recorded.getBegin()),
          recorded.getEnd(),
          new ReplayCounts(recorded));
    }
    return new PartitionProgress(
        committed.offset(),
        recorded.getEnd(),
        ReplayCounts.parse(committed.metadata()).orElseGet(() -> new ReplayCounts(recorded)));
  }

  /** The offset to read next. */
  long read() {
    return read;
  }

  /** Whether a record at this offset belongs to the replay and has not been taken yet. */
  boolean wants(long offset) {
    return offset >= read && offset < end;
  }

  /** Takes a record that {@link #wants} wants; what lies between is no record. */
  Pending received(long offset) {
    Pending pending = new Pending(offset);
    underWay.add(pending);
    read = offset + 1;
    return pending;
  }

  /** The consumer is here: there are no records before that have not been received. */
  void reached(long consumerPosition) {
    read = Math.max(read, Math.min(consumerPosition, end));
  }

  /** Retention took all below this offset. */
  void deletedBefore(long beginning) {
    long first = Math.min(beginning, end);
    long deleted = first - read;
    if (deleted > 0) {
      received(first - 1).finish(ReplayCounts.deleted(deleted));
    }
  }

  /** Whether nothing is left to be read. */
  boolean allRead() {
    return read >= end;
  }

  /** Whether nothing is left at all, as far as {@link #toCommit} has been asked. */
  boolean done() {
    return position >= end;
  }

  /** What may be committed now. */
  OffsetAndMetadata toCommit() {
    while (!underWay.isEmpty() && underWay.peek().result != null) {
      Pending first = underWay.poll();
      counts = counts.plus(first.result);
      position = first.offset + 1;
    }
    if (underWay.isEmpty()) {
      position = Math.max(position, read);
    }
    return new OffsetAndMetadata(position, counts.toText());
  }
}
