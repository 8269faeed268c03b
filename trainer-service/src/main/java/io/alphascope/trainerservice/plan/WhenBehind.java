package io.alphascope.trainerservice.plan;

import java.util.Locale;

/** What training does while the buffer to the broker is full. */
public enum WhenBehind {
  /** Nothing is lost. */
  WAIT,
  /** The step is taken, but not published; it is counted. */
  SKIP;

  /** The name in requests. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
