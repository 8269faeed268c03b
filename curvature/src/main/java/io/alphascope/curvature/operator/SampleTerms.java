package io.alphascope.curvature.operator;

import io.alphascope.curvature.line.ParameterVector;
import java.util.List;

/** dᵀBd and Bd as sums over samples, on one part. */
interface SampleTerms {

  /** The samples' shares of dᵀBd, [n], not yet reduced; not changed by the receiver. */
  double[] terms(Part part);

  /** As of a {@link BatchCurvature}. */
  default void keepArrays() {}

  /** As of a {@link BatchCurvature}. */
  default List<NamedArray> arrays() {
    return List.of();
  }

  /** Adds this part to Bd; before {@link #terms}. */
  void product(Part part, ParameterVector product);
}
