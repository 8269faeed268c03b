package io.alphascope.events;

/**
 * Key of rolling statistics: {@code run/curvature/window/step}. The curvature's name holds slashes
 * itself, so it is what lies between the first slash and the last two.
 */
public record StatisticsKey(String run, String curvature, int window, long step) {

  public StatisticsKey {
    RunIds.checkMayExist(run);
    StepKey.requireStep(step);
    if (curvature.isEmpty()) {
      throw new IllegalArgumentException("the curvature's name is empty");
    }
    if (window < 1) {
      throw new IllegalArgumentException("window is " + window + ", but must be at least 1");
    }
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static StatisticsKey parse(String key) {
    int first = key.indexOf('/');
    int last = key.lastIndexOf('/');
    int middle = last < 0 ? -1 : key.lastIndexOf('/', last - 1);
    if (middle <= first) {
      throw new IllegalArgumentException("key '" + key + "' is not run/curvature/window/step");
    }
    return new StatisticsKey(
        key.substring(0, first),
        key.substring(first + 1, middle),
        Math.toIntExact(StepKey.number(key, key.substring(middle + 1, last))),
        StepKey.number(key, key.substring(last + 1)));
  }

  @Override
  public String toString() {
    return run + "/" + curvature + "/" + window + "/" + step;
  }
}
