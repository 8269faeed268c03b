package io.alphascope.events;

/**
 * Key of rolling statistics: {@code run/curvature/window/step}. The curvature's name may contain
 * slashes; it is the text between the first slash and the last two.
 */
public record StatisticsKey(String run, String curvature, int window, long step) {

  public StatisticsKey {
    ObservationKey.requireParts(run, step, curvature);
    if (window < 1) {
      throw new IllegalArgumentException("window is " + window + ", but must be at least 1");
    }
  }

  @Override
  public String toString() {
    return run + "/" + curvature + "/" + window + "/" + step;
  }
}
