package io.alphascope.curvature.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParabolaTest {
  private static final double[] SLOPES = {-1, -3, -2, 0};
  private static final double[] CURVATURES = {4, 1, 3, 2};

  @Test
  void reducesItsTerms() {
    Parabola parabola = parabola(SLOPES, CURVATURES, 0.25);

    assertThat(parabola.slope()).isEqualTo(-1.5);
    assertThat(parabola.curvature()).isEqualTo(2.5);
    assertThat(parabola.alphaStar()).isEqualTo(0.6);
    assertThat(parabola.decrease(0.6)).isCloseTo(1.5 * 1.5 / (2 * 2.5), offset(1e-15));
    assertThat(parabola.decrease(1)).isCloseTo(0.25, offset(1e-15));
  }

  /** var(−S/K) = (var S + α² var K + 2α cov(S, K)) / K², written out with sample moments. */
  @Test
  void standardErrorsFollowTheDeltaMethod() {
    Parabola parabola = parabola(SLOPES, CURVATURES, 0.25);

    double varianceOfSlope = (0.25 + 2.25 + 0.25 + 2.25) / 3;
    double varianceOfCurvature = (2.25 + 2.25 + 0.25 + 0.25) / 3;
    double covariance = (0.5 * 1.5 + -1.5 * -1.5 + -0.5 * 0.5 + 1.5 * -0.5) / 3;
    assertThat(parabola.slopeStandardError().getAsDouble())
        .isCloseTo(Math.sqrt(varianceOfSlope / 4), offset(1e-15));
    assertThat(parabola.curvatureStandardError().getAsDouble())
        .isCloseTo(Math.sqrt(varianceOfCurvature / 4), offset(1e-15));
    assertThat(parabola.alphaStarStandardError().getAsDouble())
        .isCloseTo(
            Math.sqrt((varianceOfSlope + 0.36 * varianceOfCurvature + 1.2 * covariance) / 4) / 2.5,
            offset(1e-15));
  }

  @Test
  void aSumHasTheStandardErrorOfASum() {
    Parabola mean = parabola(SLOPES, CURVATURES, 0.25);
    Parabola sum = parabola(SLOPES, CURVATURES, 1);

    assertThat(sum.slopeStandardError().getAsDouble())
        .isCloseTo(4 * mean.slopeStandardError().getAsDouble(), offset(1e-14));
    assertThat(sum.alphaStarStandardError().getAsDouble())
        .isCloseTo(mean.alphaStarStandardError().getAsDouble(), offset(1e-15));
  }

  @Test
  void standardErrorOfAlphaStarIsItsSpreadOverRepeatedBatches() {
    Random random = new Random(3);
    int batches = 4000;
    int n = 200;
    double sum = 0;
    double squares = 0;
    double predicted = 0;
    for (int batch = 0; batch < batches; batch++) {
      double[] slopes = new double[n];
      double[] curvatures = new double[n];
      for (int i = 0; i < n; i++) {
        double common = random.nextGaussian();
        slopes[i] = -2 + common + random.nextGaussian();
        curvatures[i] = 5 + 0.5 * common + random.nextGaussian();
      }
      Parabola parabola = parabola(slopes, curvatures, 1.0 / n);
      sum += parabola.alphaStar();
      squares += parabola.alphaStar() * parabola.alphaStar();
      predicted += parabola.alphaStarStandardError().getAsDouble();
    }
    double spread = Math.sqrt(squares / batches - (sum / batches) * (sum / batches));

    assertThat(predicted / batches).isCloseTo(spread, offset(0.03 * spread));
  }

  @Test
  void oneSampleHasNoSpread() {
    assertThat(parabola(new double[] {1}, new double[] {1}, 1).slopeStandardError()).isEmpty();
  }

  /** Of a curvature that is a sum over samples. */
  private static Parabola parabola(double[] slopes, double[] curvatures, double scale) {
    return new Parabola(
        slopes, scale, scale * Arrays.stream(curvatures).sum(), Optional.of(curvatures));
  }

  @Test
  void aCurvatureWithoutTermsHasNoStandardErrors() {
    Parabola parabola = new Parabola(SLOPES, 0.25, 2.5, Optional.empty());

    assertThat(parabola.alphaStar()).isEqualTo(0.6);
    assertThat(parabola.slopeStandardError()).isPresent();
    assertThat(parabola.curvatureStandardError()).isEmpty();
    assertThat(parabola.alphaStarStandardError()).isEmpty();
  }
}
