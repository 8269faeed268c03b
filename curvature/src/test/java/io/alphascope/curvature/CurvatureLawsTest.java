package io.alphascope.curvature;

import static io.alphascope.curvature.Problem.dot;
import static io.alphascope.curvature.Problem.norm;
import static io.alphascope.curvature.quantity.Quantity.ALPHA_STAR;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** Laws that curvatures obey on any network. */
class CurvatureLawsTest {
  private static final double PRECISION = 1e-10;

  @Property(tries = 40)
  void productsAreLinear(
      @ForAll("problems") Problem problem,
      @ForAll("curvatures") String curvature,
      @ForAll long seed,
      @ForAll @DoubleRange(min = -3, max = 3) double a,
      @ForAll @DoubleRange(min = -3, max = 3) double b) {
    double[] u = problem.direction(seed);
    double[] v = problem.direction(seed + 1);
    double[] combined = combine(a, u, b, v);

    double[] expected =
        combine(
            a, problem.observe(u, curvature).product(), b, problem.observe(v, curvature).product());

    assertThat(problem.observe(combined, curvature).product())
        .containsExactly(expected, offset(PRECISION * (1 + norm(expected))));
  }

  @Property(tries = 40)
  void operatorsAreSymmetric(
      @ForAll("problems") Problem problem,
      @ForAll("curvatures") String curvature,
      @ForAll long seed) {
    double[] u = problem.direction(seed);
    double[] v = problem.direction(seed + 1);

    double uBv = dot(u, problem.observe(v, curvature).product());
    double vBu = dot(v, problem.observe(u, curvature).product());

    assertThat(uBv).isCloseTo(vBu, offset(PRECISION * (1 + Math.abs(uBv))));
  }

  @Property(tries = 40)
  void theGgnIsPositiveSemidefinite(
      @ForAll("problems") Problem problem,
      @ForAll("structures") String structure,
      @ForAll long seed) {
    double curvature =
        problem
            .observe(problem.direction(seed), "ggn" + structure)
            .only()
            .value(CURVATURE_VALUE)
            .getAsDouble();

    assertThat(curvature).isNotNegative();
  }

  @Property(tries = 40)
  void aLongerStepHasASmallerAlphaStar(
      @ForAll("problems") Problem problem,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.01, max = 100) double factor) {
    double[] d = problem.direction(seed);

    double alphaStar = problem.observe(d, "ggn").only().value(ALPHA_STAR).orElse(0);
    double scaled =
        problem.observe(combine(factor, d, 0, d), "ggn").only().value(ALPHA_STAR).orElse(0);

    assertThat(scaled * factor).isCloseTo(alphaStar, offset(1e-9 * (1 + Math.abs(alphaStar))));
  }

  @Property(tries = 40)
  void theProductAlongTheStepIsTheCurvature(
      @ForAll("problems") Problem problem,
      @ForAll("curvatures") String curvature,
      @ForAll long seed) {
    double[] d = problem.direction(seed);

    Problem.Observed observed = problem.observe(d, curvature);

    double value = observed.only().value(CURVATURE_VALUE).getAsDouble();
    assertThat(dot(d, observed.product()))
        .isCloseTo(value, offset(PRECISION * (1 + Math.abs(value))));
  }

  @Provide
  Arbitrary<Problem> problems() {
    Arbitrary<int[]> widths =
        Arbitraries.integers().between(2, 6).array(int[].class).ofMinSize(2).ofMaxSize(4);
    Arbitrary<Loss> losses =
        Combinators.combine(
                Arbitraries.of(Loss.Kind.values()).filter(kind -> kind != Loss.Kind.GRAPH),
                Arbitraries.of(Loss.Reduction.values()))
            .as(Loss::new);
    return Combinators.combine(
            widths,
            Arbitraries.of(Activation.values()),
            losses,
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(true, false),
            Arbitraries.longs())
        .as(Problem::new);
  }

  @Provide
  Arbitrary<String> structures() {
    return Arbitraries.of("", "/layer", "/parameter");
  }

  @Provide
  Arbitrary<String> curvatures() {
    return Combinators.combine(Arbitraries.of("hessian", "ggn"), structures()).as(String::concat);
  }

  private static double[] combine(double a, double[] u, double b, double[] v) {
    double[] result = new double[u.length];
    for (int k = 0; k < result.length; k++) {
      result[k] = a * u[k] + b * v[k];
    }
    return result;
  }
}
