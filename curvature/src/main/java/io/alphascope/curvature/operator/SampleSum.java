package io.alphascope.curvature.operator;

import io.alphascope.curvature.line.LossCurve;
import io.alphascope.curvature.line.ParameterVector;
import java.util.Optional;

/** Adds up blocks and chunks, sample by sample. */
final class SampleSum implements BatchCurvature {
  private final SumOverSamples operator;
  private final double[] terms;
  private final ParameterVector product;
  private double scale;

  /**
   * @param product to become Bd; null: it is not wanted
   */
  SampleSum(SumOverSamples operator, double[] terms, ParameterVector product) {
    this.operator = operator;
    this.terms = terms;
    this.product = product;
  }

  @Override
  public void add(LossCurve curve, int first) {
    scale = curve.terms().scale();
    if (product != null) {
      // First, since the terms may be gathered by the same pass.
      operator.product(curve, product);
    }
    double[] added = operator.terms(curve);
    for (int i = 0; i < added.length; i++) {
      terms[first + i] += added[i];
    }
  }

  @Override
  public double value() {
    double sum = 0;
    for (double term : terms) {
      sum += term;
    }
    return scale * sum;
  }

  @Override
  public Optional<double[]> terms() {
    return Optional.of(terms);
  }
}
