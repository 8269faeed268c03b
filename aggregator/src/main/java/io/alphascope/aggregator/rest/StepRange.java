package io.alphascope.aggregator.rest;

/** A requested range of steps, both included. */
record StepRange(long first, long last) {

  /**
   * Reads the parameters {@code from} and {@code to}, of which each may be absent; then it is the
   * first step or the last.
   */
  static StepRange of(String from, String to) {
    long first = step("from", from, 0);
    long last = step("to", to, Long.MAX_VALUE);
    if (last < first) {
      throw Parameters.badParameter("to", to, "at least " + first + ", the value of from");
    }
    return new StepRange(first, last);
  }

  private static long step(String name, String text, long absent) {
    return Parameters.number(name, text, absent, 0, Long.MAX_VALUE, "a step, 0 or larger");
  }
}
