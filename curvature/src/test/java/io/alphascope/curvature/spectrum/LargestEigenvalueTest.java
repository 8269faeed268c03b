package io.alphascope.curvature.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.junit.jupiter.api.Test;

class LargestEigenvalueTest {

  /** Of any matrix, in dense form. */
  private record Dense(double[][] rows) implements SymmetricMatrix {

    @Override
    public int size() {
      return rows.length;
    }

    @Override
    public double[] times(double[] v) {
      double[] product = new double[v.length];
      for (int k = 0; k < v.length; k++) {
        for (int j = 0; j < v.length; j++) {
          product[k] += rows[k][j] * v[j];
        }
      }
      return product;
    }

    @Override
    public double quadratic(double[] v) {
      double sum = 0;
      double[] product = times(v);
      for (int k = 0; k < v.length; k++) {
        sum += v[k] * product[k];
      }
      return sum;
    }
  }

  private static SymmetricMatrix diagonal(double... values) {
    double[][] rows = new double[values.length][values.length];
    for (int k = 0; k < values.length; k++) {
      rows[k][k] = values[k];
    }
    return new Dense(rows);
  }

  @Property(tries = 200)
  void isThatOfTheDenseMatrix(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int size) {
    Random random = new Random(seed);
    double[][] rows = new double[size][size];
    for (int k = 0; k < size; k++) {
      for (int j = 0; j <= k; j++) {
        rows[k][j] = random.nextGaussian();
        rows[j][k] = rows[k][j];
      }
    }
    double[] eigenvalues =
        new EigenDecompositionSymmetric(new Array2DRowRealMatrix(rows)).getEigenvalues();
    double largest = eigenvalues[0];
    double scale = 0;
    for (double eigenvalue : eigenvalues) {
      largest = Math.max(largest, eigenvalue);
      scale = Math.max(scale, Math.abs(eigenvalue));
    }

    LargestEigenvalue found = LargestEigenvalue.of(new Dense(rows), 1e-9, new Random(seed + 1));

    assertThat(found.value()).isCloseTo(largest, within(1e-8 * scale));
    assertThat(found.iterations()).isLessThanOrEqualTo(size);
  }

  @Test
  void aNegativeMatrixHasANegativeOne() {
    LargestEigenvalue found = LargestEigenvalue.of(diagonal(-3, -1, -2), 1e-9, new Random(0));

    assertThat(found.value()).isCloseTo(-1, within(1e-12));
    assertThat(found.converged()).isTrue();
  }

  @Test
  void zeroHasZero() {
    LargestEigenvalue found = LargestEigenvalue.of(diagonal(0, 0), 1e-9, new Random(0));

    assertThat(found.value()).isZero();
    assertThat(found.converged()).isTrue();
    assertThat(found.iterations()).isEqualTo(1);
  }

  @Test
  void saysThatItDidNotConverge() {
    double[] crowded = new double[3000];
    for (int k = 0; k < crowded.length; k++) {
      crowded[k] = 1 - 1e-4 * k / crowded.length;
    }
    SymmetricMatrix matrix =
        new SymmetricMatrix() {
          @Override
          public int size() {
            return crowded.length;
          }

          @Override
          public double[] times(double[] v) {
            double[] product = v.clone();
            for (int k = 0; k < v.length; k++) {
              product[k] *= crowded[k];
            }
            return product;
          }

          @Override
          public double quadratic(double[] v) {
            throw new UnsupportedOperationException();
          }
        };

    LargestEigenvalue found = LargestEigenvalue.of(matrix, 1e-13, new Random(0));

    assertThat(found.converged()).isFalse();
    assertThat(found.iterations()).isEqualTo(LargestEigenvalue.MOST_ITERATIONS);
    assertThat(found.residual()).isPositive();
  }

  @Test
  void aMatrixThatIsNotFiniteHasNone() {
    LargestEigenvalue found = LargestEigenvalue.of(diagonal(1, Double.NaN), 1e-9, new Random(0));

    assertThat(found.value()).isNaN();
    assertThat(found.converged()).isFalse();
  }

  @Test
  void tracesAreEstimatedWithinTheirErrors() {
    double[][] rows = {{3, 1, 0}, {1, -1, 2}, {0, 2, 5}};

    TraceEstimate found = TraceEstimate.of(new Dense(rows), 10_000, new Random(0));

    assertThat(found.standardError()).isBetween(0.02, 0.1);
    assertThat(found.value()).isCloseTo(7, within(4 * found.standardError()));
    assertThat(TraceEstimate.of(diagonal(1, 2), 2, new Random(0)))
        .isEqualTo(new TraceEstimate(3, 0));
  }
}
