package io.alphascope.curvatureservice.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tells whether something happens for the first time; forgets the oldest. Thread-safe. */
final class Firsts {

  private static final int REMEMBERED = 1_000;

  private final Set<Object> seen =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  /** Whether this is the first call with an equal event. */
  boolean isFirst(Object event) {
    return seen.add(event);
  }
}
