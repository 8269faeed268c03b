package io.alphascope.workload.loss;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every number of the cross entropy against {@link ExactCrossEntropy}, from equal outputs to
 * certainty, right and wrong, and with tangents that hardly differ. What a bound is relative to has
 * no cancellation left: sums of absolute values.
 */
class LossDigitsTest {

  /**
   * One sample.
   *
   * @param z outputs, numbers that a float holds if {@code single}
   * @param t targets, with what the options make of them
   * @param label the class if the target is one, else −1
   * @param v tangents, likewise
   * @param options null: none
   */
  record Sample(double[] z, double[] t, int label, double[] v, ClassOptions options) {

    LossTerms terms() {
      Loss loss = new Loss(Kind.CROSS_ENTROPY, Reduction.SUM);
      return options == null
          ? loss.at(outputs(z), label < 0 ? Targets.dense(t, t.length) : Targets.labels(label))
          : loss.with(options).at(outputs(z), Targets.labels(label));
    }

    boolean isOneClass() {
      return label >= 0 && options == null;
    }

    /** Units in the last place that sums of C terms and a difference before an exp may cost. */
    double precision() {
      double spread = Arrays.stream(z).max().orElseThrow() - Arrays.stream(z).min().orElseThrow();
      return Math.ulp(1.0) * (16 + z.length + Math.min(spread, ExactCrossEntropy.LARGEST_GAP));
    }
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void everyNumberHasItsDigits(@ForAll("samples") Sample sample) {
    requireDigits(sample);
  }

  @Property(tries = 8, edgeCases = EdgeCasesMode.NONE)
  void soItHasForAThousandClasses(@ForAll("ofAThousandClasses") Sample sample) {
    requireDigits(sample);
  }

  /** dᵀGd of a batch of which each sample takes the second class, at 1e-14, for impossible. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void confidentlyWrongSamplesKeepTheirCurvature(boolean single) {
    Random random = new Random(3);
    double curvature = 0;
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < 64; i++) {
      double[] z = {rounded(32.2 + random.nextGaussian(), single), 0, rounded(-20, single)};
      double[] v =
          DoubleStream.generate(() -> rounded(400 * random.nextGaussian(), single))
              .limit(3)
              .toArray();
      Sample sample = new Sample(z, new double[] {0, 1, 0}, 1, v, null);
      curvature += sample.terms().curvatures(outputs(v))[0];
      expected = expected.add(new ExactCrossEntropy(z, sample.t()).curvature(v));
    }

    requireClose("dᵀGd", curvature, expected, 1e-13 * expected.doubleValue());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void tangentsThatAreEqualHaveNoCurvatureAndNoSlope(boolean label) {
    double[] z = {0.3, 1.7, -2, 0.1};
    double[] t = label ? new double[] {0, 0, 1, 0} : new double[] {0.1, 0.2, 0.3, 0.4};
    Outputs v = outputs(new double[] {0.1, 0.1, 0.1, 0.1});

    LossTerms terms = new Sample(z, t, label ? 2 : -1, v.values(), null).terms();

    assertThat(terms.curvatures(v)).containsExactly(0);
    assertThat(terms.slopes(v)).containsExactly(0);
    assertThat(terms.hessianTimes(v).values()).containsOnly(0);
  }

  private static void requireDigits(Sample sample) {
    double[] z = sample.z();
    double[] t = sample.t();
    double[] v = sample.v();
    Outputs directions = outputs(v);
    ExactCrossEntropy exact = new ExactCrossEntropy(z, t);
    LossTerms terms = sample.terms();
    double[] product = terms.hessianTimes(directions).values();
    BigDecimal[] exactProduct = exact.hessianTimes(v);
    int most = 0;
    int heaviest = 0;
    for (int c = 1; c < z.length; c++) {
      most = z[c] > z[most] ? c : most;
      heaviest = t[c] > t[heaviest] ? c : heaviest;
    }
    double precision = sample.precision();
    double mass = Arrays.stream(t).sum();
    double distance = 0; // Σ p_c |v_c − v_b|
    for (int c = 0; c < z.length; c++) {
      distance += exact.probability(c).doubleValue() * Math.abs(v[c] - v[most]);
    }

    double floor =
        exact.error() * (1 + Math.pow(Arrays.stream(v).map(Math::abs).max().orElseThrow(), 2));
    double slopeSize = 0;
    for (int c = 0; c < z.length; c++) {
      double p = exact.probability(c).doubleValue();
      double rest = BigDecimal.ONE.subtract(exact.probability(c)).doubleValue();
      double beside = 0;
      for (int k = 0; k < t.length; k++) {
        beside += k == c ? 0 : t[k];
      }
      double size = p * beside + rest * t[c];
      requireClose("gradient", terms.gradient().values()[c], exact.gradient(c), precision * size);
      requireClose(
          "Hessian times v",
          product[c],
          exactProduct[c],
          precision * mass * p * (Math.abs(v[c] - v[most]) + distance) + floor);
      slopeSize += size * (sample.isOneClass() ? Math.abs(v[c] - v[heaviest]) : range(v));
    }
    requireClose(
        "slope", terms.slopes(directions)[0], exact.slope(v), precision * slopeSize + floor);
    double loss = exact.loss().doubleValue();
    requireClose("loss", terms.values()[0], exact.loss(), precision * loss);
    double curvature = exact.curvature(v).doubleValue();
    requireClose(
        "curvature",
        terms.curvatures(directions)[0],
        exact.curvature(v),
        2 * precision * curvature + floor);
  }

  private static void requireClose(
      String what, double actual, BigDecimal expected, double tolerance) {
    assertThat(new BigDecimal(actual).subtract(expected).abs().doubleValue())
        .as("error of %s: %s instead of %s", what, actual, expected.doubleValue())
        .isLessThanOrEqualTo(tolerance + Double.MIN_NORMAL);
  }

  @Provide
  Arbitrary<Sample> samples() {
    return samples(Arbitraries.integers().between(2, 12), 1e4);
  }

  @Provide
  Arbitrary<Sample> ofAThousandClasses() {
    return samples(Arbitraries.just(1000), 30);
  }

  private static Arbitrary<Sample> samples(Arbitrary<Integer> widths, double largestSpread) {
    Arbitrary<Double> spreads =
        Arbitraries.of(0.0, 1e-9, 1.0, 30.0, 60.0, 700.0, 1e4)
            .filter(spread -> spread <= largestSpread);
    return Combinators.combine(
            widths,
            spreads,
            Arbitraries.of(0.0, 1.0, 1e6),
            Arbitraries.of("right", "wrong", "any", "one-hot", "smoothed", "dense", "options"),
            Arbitraries.of(true, false),
            Arbitraries.longs())
        .as(LossDigitsTest::sample);
  }

  private static Sample sample(
      int width, double spread, double commonTangent, String target, boolean single, long seed) {
    Random random = new Random(seed);
    double[] z = new double[width];
    double[] v = new double[width];
    for (int c = 0; c < width; c++) {
      // Every fourth output ties with the first.
      z[c] = c > 0 && random.nextInt(4) == 0 ? z[0] : rounded(spread * random.nextDouble(), single);
      double size = Math.pow(10, random.nextInt(7) - 4);
      v[c] = rounded(commonTangent + size * random.nextGaussian(), single);
    }
    int label =
        switch (target) {
          case "right" -> extreme(z, 1);
          case "wrong" -> extreme(z, -1);
          default -> random.nextInt(width);
        };
    double[] t = new double[width];
    switch (target) {
      case "smoothed" -> Arrays.setAll(t, c -> (c == label ? 0.9 : 0) + 0.1 / width);
      case "dense" -> Arrays.setAll(t, c -> random.nextDouble());
      default -> t[label] = 1;
    }
    if (target.equals("options")) {
      return weighted(z, v, label, random);
    }
    boolean row = target.equals("one-hot") || target.equals("smoothed") || target.equals("dense");
    return new Sample(z, t, row ? -1 : label, v, null);
  }

  /** A class with label smoothing and weights of very different sizes. */
  private static Sample weighted(double[] z, double[] v, int label, Random random) {
    double smoothing = random.nextBoolean() ? 0.1 : 1e-6;
    List<Double> weights = new ArrayList<>();
    double[] t = new double[z.length];
    for (int c = 0; c < t.length; c++) {
      weights.add(Math.pow(10, random.nextInt(9) - 4));
      t[c] = weights.get(c) * ((c == label ? 1 - smoothing : 0) + smoothing / z.length);
    }
    ClassOptions options = ClassOptions.NONE.withLabelSmoothing(smoothing).withWeights(weights);
    return new Sample(z, t, label, v, options);
  }

  /** The largest output, or, for −1, the smallest. */
  private static int extreme(double[] z, int sign) {
    int extreme = 0;
    for (int c = 1; c < z.length; c++) {
      extreme = sign * z[c] > sign * z[extreme] ? c : extreme;
    }
    return extreme;
  }

  private static double range(double[] v) {
    return Arrays.stream(v).max().orElseThrow() - Arrays.stream(v).min().orElseThrow();
  }

  private static double rounded(double value, boolean single) {
    return single ? (float) value : value;
  }

  private static Outputs outputs(double[] values) {
    return new Outputs(values, 1, values.length);
  }
}
