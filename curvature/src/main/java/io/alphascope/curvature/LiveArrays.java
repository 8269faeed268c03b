package io.alphascope.curvature;

import ai.djl.ndarray.NDManager;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts arrays that are not closed, by the managers that hold them; the engine keeps no count.
 * Thread-safe; a count that is taken while others compute is one of the moments in between.
 */
final class LiveArrays {
  private final Set<NDManager> managers = ConcurrentHashMap.newKeySet();

  /** Counts what the manager and those below it hold, until it is forgotten. */
  NDManager count(NDManager manager) {
    managers.add(manager);
    return manager;
  }

  void forget(NDManager manager) {
    managers.remove(manager);
  }

  int size() {
    return managers.stream().mapToInt(manager -> manager.getManagedArrays().size()).sum();
  }
}
