package io.alphascope.curvature.spectrum;

import java.util.Random;

/**
 * The trace of a matrix from random vectors v of elements ±1, for which E[vᵀBv] = tr B (Hutchinson
 * 1989, "A stochastic estimator of the trace of the influence matrix").
 *
 * @param value mean of vᵀBv
 * @param standardError of the mean, from the spread over the vectors
 */
public record TraceEstimate(double value, double standardError) {

  /**
   * Estimates a trace.
   *
   * @param vectors how many, at least 2
   */
  public static TraceEstimate of(SymmetricMatrix matrix, int vectors, Random random) {
    double[] values = new double[vectors];
    double[] v = new double[matrix.size()];
    double sum = 0;
    for (int i = 0; i < vectors; i++) {
      for (int k = 0; k < v.length; k++) {
        v[k] = random.nextBoolean() ? 1 : -1;
      }
      values[i] = matrix.quadratic(v);
      sum += values[i];
    }
    double mean = sum / vectors;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new TraceEstimate(mean, Math.sqrt(squares / (vectors - 1) / vectors));
  }
}
