package io.alphascope.curvature.operator;

import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.curvature.step.Step;

/**
 * An operator whose dᵀBd is a sum over samples, and over the blocks of a structure: chunks of a
 * batch are put together by adding, and the samples' shares have a spread.
 */
interface SumOverSamples extends Operator, SampleTerms {

  /** The samples' shares of dᵀBd, [n], not yet reduced; not changed by the receiver. */
  double[] terms(LossCurve curve);

  /** Sets the moving tensors' entries of Bd; the curve was recorded. */
  void product(LossCurve curve, ParameterVector product);

  @Override
  default double[] terms(Part part) {
    return terms(part.curve());
  }

  @Override
  default void product(Part part, ParameterVector product) {
    product(part.curve(), product);
  }

  /** What {@link #product} costs. */
  int productCost();

  @Override
  default long cost(CostBasis basis) {
    return basis.products() ? productCost() : 0;
  }

  @Override
  default BatchCurvature begin(Step step, int terms, ParameterVector product) {
    return new SampleSum(this, new double[terms], product);
  }
}
