package io.alphascope.aggregator.rest;

import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;

/** Mistakes of whoever asks, with the remedy. */
final class Mistakes {

  private Mistakes() {}

  static RefusedException badParameter(String name, String found, String allowed) {
    return new RefusedException(name + " is '" + found + "', but must be " + allowed);
  }

  /** Refuses to go on if a parameter is missing. */
  static void required(String name, String value, String allowed) {
    if (value == null || value.isBlank()) {
      throw new RefusedException(name + " is missing: give " + allowed);
    }
  }

  static RefusedException unknownRun(String run) {
    return new RefusedException(
        Reason.UNKNOWN, "there is no run '" + run + "': GET /api/runs lists those that there are");
  }
}
