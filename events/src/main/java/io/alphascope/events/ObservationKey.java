package io.alphascope.events;

/**
 * Key of an observation: {@code run/step/curvature}. The curvature's name holds slashes itself, so
 * it comes last.
 */
public record ObservationKey(String run, long step, String curvature) {

  public ObservationKey {
    RunIds.checkMayExist(run);
    StepKey.requireStep(step);
    if (curvature.isEmpty()) {
      throw new IllegalArgumentException("the curvature's name is empty");
    }
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ObservationKey parse(String key) {
    String[] parts = key.split("/", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("key '" + key + "' is not run/step/curvature");
    }
    return new ObservationKey(parts[0], StepKey.number(key, parts[1]), parts[2]);
  }

  @Override
  public String toString() {
    return run + "/" + step + "/" + curvature;
  }
}
