package io.alphascope.curvatureservice.replay.kept;

import io.alphascope.events.RunChanged;
import io.alphascope.events.StepKey;
import io.alphascope.events.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Utils;

/**
 * What retention has left of every partition of {@code training.steps}, told by the first record of
 * each. A trainer publishes its steps in order, and its client chooses a step's partition by its
 * key; so what is below the first record is known without reading what is above.
 *
 * @param heads by partition; one that holds nothing has none
 * @param untouched whether retention has never taken anything
 */
public record PartitionHeads(int partitions, Map<Integer, Head> heads, boolean untouched) {

  /**
   * @param timestamp in milliseconds
   */
  record Head(String key, long timestamp) {}

  /** How many steps of a run the topic still has; empty if it cannot be told. */
  public OptionalLong kept(KnownRun known) {
    RunChanged run = known.run();
    if (known.isForeign()) {
      return OptionalLong.empty();
    }
    long published = run.getStepsPublished();
    if (untouched || published == 0) {
      return OptionalLong.of(published);
    }
    long stride = Math.max(1, run.getSpecification().getPublishEvery());
    long candidates = 0;
    long kept = 0;
    for (long step = 0; step <= run.getLastPublishedStep(); step += stride) {
      candidates++;
      if (keeps(run, step)) {
        kept++;
      }
    }
    // Which steps were skipped is not known, so they count as spread evenly.
    return OptionalLong.of(Math.round((double) kept * published / candidates));
  }

  private boolean keeps(RunChanged run, long step) {
    String key = new StepKey(run.getRun(), step).toString();
    Head head = heads.get(partition(key));
    if (head == null) {
      return false;
    }
    return StepKey.find(head.key())
        .filter(first -> first.run().equals(run.getRun()))
        .map(first -> step >= first.step())
        .orElseGet(() -> time(run, step) >= head.timestamp());
  }

  /** As Kafka's own clients choose it. */
  private int partition(String key) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
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
