package io.alphascope.events;

/** Consumer groups that more than one service speaks of. */
public final class ConsumerGroups {

  /** All instances that observe live. */
  public static final String LIVE_OBSERVERS = "curvature-service";

  private ConsumerGroups() {}
}
