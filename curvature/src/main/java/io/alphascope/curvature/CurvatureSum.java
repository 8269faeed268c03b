package io.alphascope.curvature;

import io.alphascope.curvature.line.Line;
import io.alphascope.curvature.line.ParameterVector;

/**
 * One operator's curvature on one batch, added up block by block.
 *
 * @param terms the samples' shares of dᵀBd, [n], not yet reduced
 * @param product Bd; null if it is not wanted
 */
record CurvatureSum(double[] terms, ParameterVector product) {

  static CurvatureSum zero(Line line, int samples, boolean product, boolean kept) {
    return new CurvatureSum(new double[samples], product ? ParameterVector.zero(line, kept) : null);
  }

  void add(double[] blockTerms) {
    add(blockTerms, 0);
  }

  /** Adds a block's terms of the samples from {@code first} on. */
  void add(double[] blockTerms, int first) {
    for (int i = 0; i < blockTerms.length; i++) {
      terms[first + i] += blockTerms[i];
    }
  }
}
