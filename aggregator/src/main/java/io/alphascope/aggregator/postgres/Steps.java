package io.alphascope.aggregator.postgres;

/** Steps from {@code first} to {@code last}, both included. */
public record Steps(long first, long last) {

  /** All that there can be. */
  public static final Steps ALL = new Steps(0, Long.MAX_VALUE);
}
