package io.alphascope.events;

import java.util.Optional;

/**
 * Key of an observation: {@code run/step/curvature}. The curvature's name may contain slashes, so
 * it comes last.
 */
public record ObservationKey(String run, long step, String curvature) {

  public ObservationKey {
    requireParts(run, step, curvature);
  }

  static void requireParts(String run, long step, String curvature) {
    RunIds.checkMayExist(run);
    StepKey.requireStep(step);
    if (curvature.isEmpty()) {
      throw new IllegalArgumentException("the curvature's name is empty");
    }
  }

  /** Reads a key; empty if it is null or not the key of an observation. */
  public static Optional<ObservationKey> find(String key) {
    String[] parts = key == null ? new String[0] : key.split("/", 3);
    try {
      return parts.length == 3
          ? Optional.of(new ObservationKey(parts[0], StepKey.number(key, parts[1]), parts[2]))
          : Optional.empty();
    } catch (IllegalArgumentException otherKey) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return run + "/" + step + "/" + curvature;
  }
}
