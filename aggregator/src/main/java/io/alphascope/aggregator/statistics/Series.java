package io.alphascope.aggregator.statistics;

/** The rows of one run under one curvature. As a string, and as a key: {@code run/curvature}. */
public record Series(String run, String curvature) {

  /** Reads a key. A run's id cannot contain a slash; a curvature's name can. */
  public static Series parse(String key) {
    int slash = key.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("'" + key + "' is not run/curvature");
    }
    return new Series(key.substring(0, slash), key.substring(slash + 1));
  }

  @Override
  public String toString() {
    return run + "/" + curvature;
  }
}
