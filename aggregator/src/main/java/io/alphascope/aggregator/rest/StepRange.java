package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.postgres.Steps;

/** Reads the parameters that choose steps of a series. */
final class StepRange {

  private static final int MOST_POINTS = 100_000;

  private StepRange() {}

  static Steps parse(String from, String to) {
    long first = number("from", from, 0, 0, Long.MAX_VALUE, "a step, 0 or larger");
    long last = number("to", to, Long.MAX_VALUE, 0, Long.MAX_VALUE, "a step, 0 or larger");
    if (last < first) {
      throw Problem.badParameter("to", to, "no smaller than from, " + first);
    }
    return new Steps(first, last);
  }

  static int points(String points) {
    return (int)
        number("points", points, 1_000, 1, MOST_POINTS, "a number from 1 to " + MOST_POINTS);
  }

  static String required(String name, String value, String what) {
    if (value == null || value.isBlank()) {
      throw Problem.missingParameter(name, what);
    }
    return value;
  }

  private static long number(
      String name, String text, long absent, long least, long most, String allowed) {
    if (text == null || text.isBlank()) {
      return absent;
    }
    try {
      long number = Long.parseLong(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      throw Problem.badParameter(name, text, allowed);
    }
    throw Problem.badParameter(name, text, allowed);
  }
}
