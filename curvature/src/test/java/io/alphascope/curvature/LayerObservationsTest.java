package io.alphascope.curvature;

import static io.alphascope.curvature.Problem.dot;
import static io.alphascope.curvature.Problem.norm;
import static io.alphascope.curvature.quantity.Quantity.CURVATURE_VALUE;
import static io.alphascope.curvature.quantity.Quantity.SLOPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.alphascope.curvature.operator.Structure;
import io.alphascope.curvature.quantity.LayerObservation;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.ParameterTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of an observation, against {@link ReferenceNetwork} with d cut to each layer. */
class LayerObservationsTest {

  private static final Loss CROSS_ENTROPY = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN);

  private static Problem problem(Activation activation, Loss loss, boolean labels) {
    return new Problem(new int[] {5, 7, 6, 4}, activation, loss, 9, labels, 3);
  }

  @ParameterizedTest
  @MethodSource("io.alphascope.curvature.StepObserverTest#everyKindOfNetwork")
  void agreeWithProductsOfEachLayerAlone(Activation activation, Loss loss, boolean labels) {
    Problem problem = problem(activation, loss, labels);
    double[] d = problem.direction(11);

    List<Observation> observed = problem.observe(d, "hessian/layer", "ggn/layer").observations();

    requireEqual(
        observed.get(0), problem, d, v -> problem.reference.hessianTimes(problem.theta, v));
    requireEqual(observed.get(1), problem, d, v -> problem.reference.ggnTimes(problem.theta, v));
  }

  private static void requireEqual(
      Observation observed, Problem problem, double[] d, UnaryOperator<double[]> product) {
    double[] gradient = problem.reference.gradient(problem.theta);
    List<List<ParameterTensor>> layers = new ArrayList<>(Structure.LAYER.blocks(problem.network));
    assertThat(observed.layers()).hasSameSizeAs(layers).hasSize(3);
    for (int l = 0; l < layers.size(); l++) {
      LayerObservation layer = observed.layers().get(l);
      double[] within = within(layers.get(l), d);
      double slope = dot(within, gradient);
      double curvature = dot(within, product.apply(within));
      assertThat(layer.layer()).isEqualTo(layers.get(l).get(0).layer());
      assertClose(layer.slope(), slope, 1e-10);
      assertClose(layer.curvatureValue(), curvature, 1e-6);
      assertClose(layer.stepNorm(), norm(within), 1e-12);
      assertClose(layer.parameterNorm(), norm(within(layers.get(l), problem.theta)), 1e-12);
      assertThat(layer.alphaStar().isPresent()).isEqualTo(layer.curvatureValue() > 0);
      layer
          .alphaStar()
          .ifPresent(alpha -> assertClose(alpha, -layer.slope() / layer.curvatureValue(), 1e-12));
    }
    assertClose(
        observed.layers().stream().mapToDouble(LayerObservation::slope).sum(),
        observed.value(SLOPE).getAsDouble(),
        1e-12);
    assertClose(
        observed.layers().stream().mapToDouble(LayerObservation::curvatureValue).sum(),
        observed.value(CURVATURE_VALUE).getAsDouble(),
        1e-12);
  }

  /** The vector with zeros outside the layer. */
  private static double[] within(List<ParameterTensor> layer, double[] vector) {
    double[] within = new double[vector.length];
    for (ParameterTensor tensor : layer) {
      System.arraycopy(
          vector, (int) tensor.offset(), within, (int) tensor.offset(), (int) tensor.size());
    }
    return within;
  }

  private static void assertClose(double actual, double expected, double tolerance) {
    assertThat(actual).isCloseTo(expected, offset(tolerance * Math.max(1, Math.abs(expected))));
  }

  @Test
  void areThoseOfEveryOperatorThatIsASumOverSamples() {
    Problem problem = problem(Activation.TANH, CROSS_ENTROPY, true);
    double[] d = problem.direction(4);

    List<Observation> observed =
        problem
            .observe(d, "fisher-empirical/layer", "fisher-mc:3/layer", "hessian-positive/layer")
            .observations();

    for (Observation one : observed) {
      assertThat(one.layers()).extracting(LayerObservation::layer).containsExactly("1", "2", "3");
      assertClose(
          one.layers().stream().mapToDouble(LayerObservation::curvatureValue).sum(),
          one.value(CURVATURE_VALUE).getAsDouble(),
          1e-12);
    }
  }

  @Test
  void areLeftOutUnderOtherStructures() {
    Problem problem = problem(Activation.TANH, CROSS_ENTROPY, true);

    List<Observation> observed =
        problem.observe(problem.direction(4), "hessian", "ggn/parameter", "kfac").observations();

    assertThat(observed).allSatisfy(one -> assertThat(one.layers()).isEmpty());
  }

  @Test
  void aLayerThatDoesNotMoveHasNoAlphaStar() {
    Problem problem = problem(Activation.TANH, CROSS_ENTROPY, true);
    double[] d = problem.direction(4);
    List<ParameterTensor> first = Structure.LAYER.blocks(problem.network).iterator().next();
    first.forEach(
        tensor ->
            Arrays.fill(d, (int) tensor.offset(), (int) (tensor.offset() + tensor.size()), 0));

    List<LayerObservation> layers = problem.observe(d, "ggn/layer").only().layers();

    assertThat(layers.get(0).stepNorm()).isZero();
    assertThat(layers.get(0).slope()).isZero();
    assertThat(layers.get(0).curvatureValue()).isZero();
    assertThat(layers.get(0).alphaStar()).isEmpty();
    assertThat(layers.get(0).parameterNorm()).isPositive();
    assertThat(layers.get(1).alphaStar()).isPresent();
  }

  /** Where the parabola of a layer opens downwards, only that layer has no α*. */
  @Test
  void aLayerHasAnAlphaStarOfItsOwn() {
    Problem problem = problem(Activation.TANH, CROSS_ENTROPY, true);
    for (long seed = 0; seed < 100; seed++) {
      List<LayerObservation> layers =
          problem.observe(problem.direction(seed), "hessian/layer").only().layers();
      long without = layers.stream().filter(layer -> layer.alphaStar().isEmpty()).count();
      if (without == 1) {
        assertThat(layers)
            .filteredOn(layer -> layer.alphaStar().isEmpty())
            .allSatisfy(layer -> assertThat(layer.curvatureValue()).isNotPositive());
        return;
      }
    }
    throw new AssertionError("no direction along which one layer's curvature is negative");
  }
}
