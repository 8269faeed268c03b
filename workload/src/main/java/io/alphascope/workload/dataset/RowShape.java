package io.alphascope.workload.dataset;

import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.npy.NpyRows;

/** Shapes of the rows of a file. */
final class RowShape {

  private RowShape() {}

  /** [1] for a single element. */
  static Shape of(NpyRows rows) {
    return rows.rowShape().isEmpty()
        ? new Shape(1)
        : new Shape(rows.rowShape().stream().mapToLong(Long::longValue).toArray());
  }
}
