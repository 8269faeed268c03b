package io.alphascope.curvatureservice.observe;

import java.util.LinkedHashSet;
import java.util.Set;

/** Tells whether something happens for the first time; forgets the oldest. Thread-safe. */
final class Firsts {

  private static final int REMEMBERED = 1_000;

  private final Set<Object> seen = new LinkedHashSet<>();

  /** Whether this is the first call with an equal event. */
  synchronized boolean isFirst(Object event) {
    boolean isFirst = seen.add(event);
    if (seen.size() > REMEMBERED) {
      seen.remove(seen.iterator().next());
    }
    return isFirst;
  }
}
