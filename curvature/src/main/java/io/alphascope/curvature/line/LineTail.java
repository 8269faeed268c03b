package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.alphascope.workload.sweep.Tail;

/** z(α) from the tail of a sweep in which all of d counted. */
record LineTail(Line line, Tail tail) {

  /**
   * @return the caller's to close
   */
  NDArray at(double alpha) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray factor = line.factor(alpha);
      NDArray outputs = tail.at(alpha, position -> line.at(position, factor));
      NDScope.unregister(outputs);
      line.passed(PassCost.LOSS);
      return outputs;
    }
  }
}
