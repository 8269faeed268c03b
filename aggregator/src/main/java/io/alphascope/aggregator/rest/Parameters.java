package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.statistics.Recomputation;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import java.util.List;

/** Checks parameters; a refusal says what is wrong and what to do. */
final class Parameters {

  private Parameters() {}

  static RefusedException badParameter(String name, String found, String allowed) {
    return new RefusedException(name + " is '" + found + "', but must be " + allowed);
  }

  /** Refuses the request if a parameter is missing. */
  static void required(String name, String value, String allowed) {
    if (value == null || value.isBlank()) {
      throw new RefusedException(name + " is missing: give " + allowed);
    }
  }

  static RefusedException unknownRun(String run) {
    return new RefusedException(
        Reason.UNKNOWN, "there is no run '" + run + "': GET /api/runs lists all runs");
  }

  /** The window of rolling statistics. */
  static int window(String window) {
    List<String> sizes = Recomputation.WINDOWS.stream().map(String::valueOf).toList();
    String allowed = "one of " + String.join(", ", sizes) + " (steps)";
    required("window", window, allowed);
    if (!sizes.contains(window)) {
      throw badParameter("window", window, allowed);
    }
    return Integer.parseInt(window);
  }

  /** The most entries that an answer may have. */
  static int points(String text, int absent, int most) {
    return (int) number("points", text, absent, 1, most, "a number from 1 to " + most);
  }

  /** A whole number; {@code absent} if there is none. */
  static long number(String name, String text, long absent, long least, long most, String allowed) {
    if (text == null || text.isBlank()) {
      return absent;
    }
    try {
      long number = Long.parseLong(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException otherText) {
      // Refused below.
    }
    throw badParameter(name, text, allowed);
  }
}
