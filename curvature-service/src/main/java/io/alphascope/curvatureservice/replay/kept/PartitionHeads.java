package io.alphascope.curvatureservice.replay.kept;

import io.alphascope.events.RunChanged;
import io.alphascope.events.StepKey;
import io.alphascope.events.Timestamps;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What retention has left in {@code training.steps}, derived from the first record of each
 * partition. A trainer publishes its steps in order, and a step's partition follows from its number
 * ({@link StepKey#partition}); so the first record shows which earlier steps were deleted.
 *
 * @param heads by partition; an empty partition has none
 * @param untouched whether retention has never deleted anything
 */
public record PartitionHeads(int partitions, Map<Integer, Head> heads, boolean untouched) {

  /**
   * @param timestamp in milliseconds
   */
  record Head(String key, long timestamp) {}

  /** How many steps of a run the topic still has; empty if unknown. */
  public OptionalLong kept(KnownRun known) {
    RunChanged run = known.run();
    long published = run.getStepsPublished();
    if (known.isForeign() || published == 0 && !known.isCounted()) {
      return OptionalLong.empty();
    }
    if (untouched || published == 0) {
      return OptionalLong.of(published);
    }
    long candidates = 0;
    long kept = 0;
    for (long step = 0; step <= run.getLastPublishedStep(); step += known.stride()) {
      candidates++;
      if (keeps(run, step)) {
        kept++;
      }
    }
    // It is unknown which steps were skipped: assume that they are spread evenly.
    return OptionalLong.of(Math.round((double) kept * published / candidates));
  }

  private boolean keeps(RunChanged run, long step) {
    int block = Math.max(1, run.getStepsPerEvent());
    Head head = heads.get(new StepKey(run.getRun(), step).partition(block, partitions));
    if (head == null) {
      return false;
    }
    return StepKey.find(head.key())
        .filter(first -> first.run().equals(run.getRun()))
        .map(first -> step >= first.step())
        .orElseGet(() -> time(run, step) >= head.timestamp());
  }

  /** About when a step was published, in milliseconds. */
  private static long time(RunChanged run, long step) {
    long started = Timestamps.instant(run.getStarted()).toEpochMilli();
    if (!run.hasEnded()) {
      return started;
    }
    double share = (double) step / Math.max(1, run.getLastPublishedStep());
    return started
        + Math.round(share * (Timestamps.instant(run.getEnded()).toEpochMilli() - started));
  }
}
