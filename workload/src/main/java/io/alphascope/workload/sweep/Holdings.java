package io.alphascope.workload.sweep;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.jet.Constant;
import io.alphascope.workload.jet.Jet;
import io.alphascope.workload.jet.JetSequence;
import io.alphascope.workload.jet.Value;
import io.alphascope.workload.operator.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arrays that a run has made and not yet freed, each with the number of values that hold it: an
 * operator may hand on an array of its operand.
 */
final class Holdings implements AutoCloseable {
  private final Map<NDArray, int[]> counts = new IdentityHashMap<>();

  /**
   * Applies an operator and frees all its arrays except the results.
   *
   * @param tap null: none
   */
  List<Value> apply(PlannedNode node, Call call, Tap tap) {
    Set<NDArray> given = Collections.newSetFromMap(new IdentityHashMap<>());
    call.operands().forEach(operand -> given.addAll(arrays(operand)));
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      List<Value> results = node.operator().apply(call);
      if (tap != null && tap.isAt(node.node())) {
        results = new ArrayList<>(results);
        results.set(0, tap.through(call, (Jet) results.get(0)));
      }
      for (int result = 0; result < node.results().length; result++) {
        if (node.results()[result] >= 0) {
          keep(results.get(result), given);
        }
      }
      return results;
    }
  }

  private void keep(Value result, Set<NDArray> given) {
    for (NDArray array : arrays(result)) {
      int[] count = counts.get(array);
      if (count != null) {
        count[0]++;
      } else if (!given.contains(array)) {
        NDScope.unregister(array);
        counts.put(array, new int[] {1});
      }
    }
  }

  /** Frees what only this value held. */
  void release(Value value) {
    for (NDArray array : arrays(value)) {
      int[] count = counts.get(array);
      if (count != null && --count[0] == 0) {
        counts.remove(array);
        array.close();
      }
    }
  }

  private static List<NDArray> arrays(Value value) {
    if (value instanceof Jet jet) {
      return arrays(jet);
    }
    if (value instanceof JetSequence sequence) {
      return sequence.items().stream().flatMap(item -> arrays(item).stream()).toList();
    }
    return value instanceof Constant constant ? List.of(constant.array()) : List.of();
  }

  private static List<NDArray> arrays(Jet jet) {
    List<NDArray> arrays = new ArrayList<>(3);
    arrays.add(jet.value());
    if (jet.first() != null) {
      arrays.add(jet.first());
    }
    if (jet.second() != null) {
      arrays.add(jet.second());
    }
    return arrays;
  }

  @Override
  public void close() {
    counts.keySet().forEach(NDArray::close);
    counts.clear();
  }
}
