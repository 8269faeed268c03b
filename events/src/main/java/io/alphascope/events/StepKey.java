package io.alphascope.events;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/** Key of a step: {@code run/step}. */
public record StepKey(String run, long step) {

  public StepKey {
    RunIds.checkMayExist(run);
    requireStep(step);
  }

  static void requireStep(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("step is " + step + ", but steps count from 0");
    }
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it is not the key of a step
   */
  public static StepKey parse(String key) {
    String[] parts = key.split("/", 2);
    if (parts.length != 2) {
      throw new IllegalArgumentException("key '" + key + "' is not run/step");
    }
    return new StepKey(parts[0], number(key, parts[1]));
  }

  /** Reads a key; empty if it is null or not the key of a step. */
  public static Optional<StepKey> find(String key) {
    try {
      return Optional.ofNullable(key).map(StepKey::parse);
    } catch (IllegalArgumentException otherKey) {
      return Optional.empty();
    }
  }

  static long number(String key, String part) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "key '" + key + "' has '" + part + "' instead of a number", e);
    }
  }

  /**
   * The partition of a step whose publisher groups steps: all steps of a block go where Kafka's
   * clients put the key of the block's first step.
   *
   * @param blockSize n of the blocks [0, n), [n, 2n), …
   */
  public int partition(int blockSize, int partitions) {
    String first = new StepKey(run, step - step % blockSize).toString();
    return Utils.toPositive(Utils.murmur2(first.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  @Override
  public String toString() {
    return run + "/" + step;
  }
}
