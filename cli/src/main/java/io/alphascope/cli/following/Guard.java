package io.alphascope.cli.following;

/** Asked before every question to a system; throws to end the following. */
@FunctionalInterface
public interface Guard {
  void check();
}
