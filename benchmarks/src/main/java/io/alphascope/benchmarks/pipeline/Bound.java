package io.alphascope.benchmarks.pipeline;

/**
 * A measured number with the most or the least that it may be.
 *
 * @param bound NaN: it is told only
 */
record Bound(String what, double measured, boolean atMost, double bound) {

  static Bound atMost(String what, double measured, double bound) {
    return new Bound(what, measured, true, bound);
  }

  static Bound atLeast(String what, double measured, double bound) {
    return new Bound(what, measured, false, bound);
  }

  boolean holds() {
    return atMost ? measured <= bound : measured >= bound;
  }

  /** Prints the line, and whether it holds. */
  void print() {
    System.out.printf(
        "%-52s %8.2f   at %s %.2f%s%n",
        what, measured, atMost ? "most" : "least", bound, holds() ? "" : "   MISSED");
  }
}
