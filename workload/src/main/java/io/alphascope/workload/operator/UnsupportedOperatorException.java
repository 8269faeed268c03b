package io.alphascope.workload.operator;

import java.util.List;

/** Nodes of a graph for which there is no rule: all of them. */
public final class UnsupportedOperatorException extends IllegalArgumentException {

  private static final int NAMED = 20;

  private final List<String> refusals;

  UnsupportedOperatorException(List<String> refusals) {
    super(message(refusals));
    this.refusals = List.copyOf(refusals);
  }

  /** A sentence a node. */
  public List<String> refusals() {
    return refusals;
  }

  private static String message(List<String> refusals) {
    String named = String.join("; ", refusals.subList(0, Math.min(NAMED, refusals.size())));
    return refusals.size() <= NAMED
        ? "the graph cannot be computed: " + named
        : "the graph cannot be computed: %s; and %d more nodes"
            .formatted(named, refusals.size() - NAMED);
  }
}
