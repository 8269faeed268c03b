package io.alphascope.curvature.spectrum;

import java.util.Arrays;
import java.util.Random;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * The largest eigenvalue λ of a symmetric matrix by Lanczos' method (Lanczos 1950; without
 * reorthogonalisation, which the largest one does not need: Paige 1972).
 *
 * @param value λ; the best found, if it did not converge
 * @param residual ‖Bv − λv‖ ÷ |λ|, ‖v‖ = 1; the error of λ is at most residual · |λ|
 * @param iterations products Bv that it took
 * @param converged whether the residual is below the tolerance
 */
public record LargestEigenvalue(double value, double residual, int iterations, boolean converged) {

  /** Iterations at most. */
  public static final int MOST_ITERATIONS = 200;

  /** How often the eigenvalues of the small matrix are looked at. */
  private static final int BETWEEN_CHECKS = 5;

  /**
   * Finds it.
   *
   * @param tolerance of the residual
   */
  public static LargestEigenvalue of(SymmetricMatrix matrix, double tolerance, Random random) {
    int size = matrix.size();
    double[] alphas = new double[MOST_ITERATIONS];
    double[] betas = new double[MOST_ITERATIONS];
    double[] before = new double[size];
    double[] v = new double[size];
    Arrays.setAll(v, k -> random.nextGaussian());
    divide(v, norm(v));
    double beta = 0;
    for (int done = 1; done <= MOST_ITERATIONS; done++) {
      double[] product = matrix.times(v);
      double alpha = dot(v, product);
      alphas[done - 1] = alpha;
      for (int k = 0; k < size; k++) {
        product[k] -= alpha * v[k] + beta * before[k];
      }
      beta = norm(product);
      betas[done - 1] = beta;
      boolean last = done == MOST_ITERATIONS || done == size || !(beta > 0);
      if (last || done % BETWEEN_CHECKS == 0) {
        LargestEigenvalue found = of(alphas, betas, done, tolerance);
        if (last || found.converged || !Double.isFinite(found.value)) {
          return found;
        }
      }
      before = v;
      divide(product, beta);
      v = product;
    }
    throw new IllegalStateException("the loop ends at its last iteration");
  }

  /** Of the tridiagonal matrix after some iterations, whose eigenvector's last element bounds. */
  private static LargestEigenvalue of(double[] alphas, double[] betas, int done, double tolerance) {
    double[] diagonal = Arrays.copyOf(alphas, done);
    if (!Double.isFinite(Arrays.stream(diagonal).sum() + betas[done - 1])) {
      return new LargestEigenvalue(Double.NaN, Double.NaN, done, false);
    }
    EigenDecompositionSymmetric small =
        new EigenDecompositionSymmetric(diagonal, Arrays.copyOf(betas, done - 1));
    int largest = 0;
    for (int k = 1; k < done; k++) {
      largest = small.getEigenvalue(k) > small.getEigenvalue(largest) ? k : largest;
    }
    double value = small.getEigenvalue(largest);
    double left = betas[done - 1] * Math.abs(small.getEigenvector(largest).getEntry(done - 1));
    double residual = left == 0 ? 0 : left / Math.abs(value);
    return new LargestEigenvalue(value, residual, done, residual <= tolerance);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  private static double norm(double[] v) {
    return Math.sqrt(dot(v, v));
  }

  private static void divide(double[] v, double by) {
    for (int k = 0; k < v.length; k++) {
      v[k] /= by;
    }
  }
}
