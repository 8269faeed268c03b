package io.alphascope.curvature.operator;

import io.alphascope.curvature.line.ParameterVector;
import io.alphascope.workload.network.ParameterTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds up blocks and chunks, sample by sample. */
final class SampleSum implements BatchCurvature {
  private final SampleTerms operator;
  private final double[] terms;
  private final ParameterVector product;
  private final Map<Set<ParameterTensor>, Double> blocks = new HashMap<>();
  private double scale;

  /**
   * @param product to become Bd; null: it is not wanted
   */
  SampleSum(SampleTerms operator, double[] terms, ParameterVector product) {
    this.operator = operator;
    this.terms = terms;
    this.product = product;
  }

  @Override
  public void add(Part part) {
    scale = part.curve().terms().scale();
    if (product != null) {
      // First, since the terms may be gathered by the same pass.
      operator.product(part, product);
    }
    double[] added = operator.terms(part);
    double sum = 0;
    for (int i = 0; i < added.length; i++) {
      terms[part.first() + i] += added[i];
      sum += added[i];
    }
    blocks.merge(part.curve().outputs().moving(), scale * sum, Double::sum);
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
  public Map<Set<ParameterTensor>, Double> blocks() {
    return blocks;
  }

  @Override
  public Optional<double[]> terms() {
    return Optional.of(terms);
  }

  @Override
  public void keepArrays() {
    operator.keepArrays();
  }

  @Override
  public List<NamedArray> arrays() {
    return operator.arrays();
  }
}
