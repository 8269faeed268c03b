package io.alphascope.curvature.line;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.Torch;
import io.alphascope.workload.sweep.Tail;

/** z(α) from the tail of a sweep in which all of d counted. */
record LineTail(Line line, Tail tail) {

  /**
   * @return the caller's to close
   */
  NDArray at(double alpha) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray factor = Torch.create(line.manager(), line.type(), new Shape(), alpha);
      NDArray outputs =
          tail.at(
              alpha, position -> factor.mul(line.direction(position)).add(line.origin(position)));
      NDScope.unregister(outputs);
      return outputs;
    }
  }
}
