package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.events.ReplayedPartition;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far one partition is, on the instance that has it. Records finish in any order; only offsets
 * before the first unfinished record may be committed. Only the replay's thread calls this; others
 * only finish what {@link #received} returned.
 */
final class PartitionProgress {

  /** A record that is being processed. */
  static final class Pending {
    private final long offset;
    private volatile ReplayCounts result;

    private Pending(long offset) {
      this.offset = offset;
    }

    /** From any thread, when all results of the record have been acknowledged. */
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
   * Continues from the group's committed offset if there is one, otherwise from the replay's
   * record.
   *
   * @param committed null if there is none
   */
  PartitionProgress(OffsetAndMetadata committed, ReplayedPartition recorded) {
    end = recorded.getEnd();
    position =
        committed == null
            ? Math.max(recorded.getPosition(), recorded.getBegin())
            : committed.offset();
    position = Math.min(position, end);
    read = position;
    counts = ReplayCounts.committed(committed == null ? null : committed.metadata(), recorded);
  }

  /** The offset to read next. */
  long read() {
    return read;
  }

  /** Whether a record at this offset belongs to the replay and has not been taken yet. */
  boolean wants(long offset) {
    return offset >= read && offset < end;
  }

  /** Takes a record that {@link #wants} wants; there are no records before it. */
  Pending received(long offset) {
    Pending pending = new Pending(offset);
    underWay.add(pending);
    read = offset + 1;
    return pending;
  }

  /** All records before the consumer's position have been received. */
  void reached(long consumerPosition) {
    read = Math.max(read, Math.min(consumerPosition, end));
  }

  /** Retention has deleted everything below this offset. */
  void deletedBefore(long beginning) {
    long first = Math.min(beginning, end);
    long deleted = first - read;
    if (deleted > 0) {
      received(first - 1).finish(ReplayCounts.deleted(deleted));
    }
  }

  /** Whether everything has been read. */
  boolean allRead() {
    return read >= end;
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
