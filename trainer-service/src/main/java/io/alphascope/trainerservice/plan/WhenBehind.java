package io.alphascope.trainerservice.plan;

import java.util.Locale;

/** What the training does while the buffer to the broker is full. */
public enum WhenBehind {
  /** It waits, so that every step is published. */
  WAIT,
  /** It takes the step without publishing it; such steps are counted. */
  SKIP;

  /** The name in requests. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
