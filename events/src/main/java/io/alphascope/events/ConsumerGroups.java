package io.alphascope.events;

/** Consumer groups that more than one service uses. */
public final class ConsumerGroups {

  /** The instances of the curvature service that observe live steps. */
  public static final String LIVE_OBSERVERS = "curvature-service";

  private ConsumerGroups() {}
}
