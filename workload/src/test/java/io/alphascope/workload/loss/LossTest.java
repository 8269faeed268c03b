package io.alphascope.workload.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alphascope.workload.engine.PyTorch;
import io.alphascope.workload.loss.Loss.Kind;
import io.alphascope.workload.loss.Loss.Reduction;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossTest {
  private static final int SAMPLES = 3;
  private static final int WIDTH = 4;
  private static final Shape FLAT = new Shape(SAMPLES, WIDTH);

  /** z and v of three samples with four outputs each. */
  private static final double[] Z = {
    0.2, -1.3, 2.0, 0.7, 1.1, 0.4, -0.6, 3.2, -2.5, 0.0, 0.9, -0.1
  };

  private static final double[] DENSE = {
    0.1, 0.2, 0.3, 0.4, 0.0, 1.0, 0.0, 0.0, 0.5, 0.25, 0.5, 0.25
  };

  /** PyTorch's documented formulas in NumPy, for Z with classes (2, 3, 0), and with DENSE. */
  @ParameterizedTest
  @CsvSource({
    "CROSS_ENTROPY, MEAN, labels, 1.5225317522995905",
    "CROSS_ENTROPY, SUM, labels, 4.567595256898771",
    "CROSS_ENTROPY, MEAN, dense, 2.5995522541236906",
    "CROSS_ENTROPY, SUM, dense, 7.798656762371072",
    "SQUARED_ERROR, MEAN, labels, 1.905",
    "SQUARED_ERROR, SUM, labels, 22.86",
    "SQUARED_ERROR, MEAN, dense, 2.2295833333333333",
    "SQUARED_ERROR, SUM, dense, 26.755",
  })
  void followsPyTorchsConventions(Kind kind, Reduction reduction, String targets, double expected) {
    LossTerms terms = new Loss(kind, reduction).at(outputs(Z), targets(targets));

    assertThat(terms.total()).isCloseTo(expected, offset(1e-14));
  }

  /** Losses of three samples, with targets that fit. */
  static Map<String, Case> cases() {
    Loss sum = new Loss(Kind.CROSS_ENTROPY, Reduction.SUM);
    ClassOptions smoothed =
        ClassOptions.NONE.withLabelSmoothing(0.2).withWeights(List.of(0.5, 2.0));
    Shape positions = new Shape(SAMPLES, 2, 2);
    Loss axisOne = sum.with(smoothed.withAxis(ClassOptions.Axis.ONE).withIgnoreIndex(1));
    return Map.of(
        "cross-entropy of classes", new Case(sum, FLAT, Targets.labels(2, 3, 0)),
        "of probabilities", new Case(sum, FLAT, Targets.dense(DENSE, WIDTH)),
        "of sequences", new Case(sum, positions, Targets.labels(new int[] {0, 1, 1, 1, 0, 0}, 2)),
        "smoothed along axis 1",
            new Case(axisOne, positions, Targets.labels(new int[] {0, 1, 1, 1, 0, 0}, 2)),
        "smoothed probabilities",
            new Case(sum.with(smoothed), positions, Targets.dense(DENSE, positions)),
        "squared-error", new Case(sum(Kind.SQUARED_ERROR), FLAT, Targets.labels(2, 3, 0)),
        "squared-error of numbers",
            new Case(sum(Kind.SQUARED_ERROR), positions, Targets.dense(DENSE, positions)),
        "binary-cross-entropy",
            new Case(sum(Kind.BINARY_CROSS_ENTROPY), positions, Targets.dense(DENSE, positions)),
        "binary-cross-entropy of classes",
            new Case(
                sum(Kind.BINARY_CROSS_ENTROPY),
                FLAT,
                Targets.labels(new int[] {0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0}, WIDTH)));
  }

  record Case(Loss loss, Shape shape, Targets targets) {
    LossTerms at(double[] z) {
      return loss.at(new Outputs(z, shape), targets);
    }
  }

  @Property(tries = 200)
  void gradientAndHessianAgreeWithDifferences(
      @ForAll("caseNames") String name, @ForAll("rows") double[] z, @ForAll("rows") double[] v) {
    Case given = cases().get(name);
    Outputs direction = new Outputs(v, given.shape());
    double h = 1e-5;

    LossTerms at = given.at(z);
    LossTerms ahead = given.at(along(z, v, h));
    LossTerms behind = given.at(along(z, v, -h));
    double[] hv = at.hessianTimes(direction).values();

    for (int i = 0; i < SAMPLES; i++) {
      double curvature = 0;
      for (int c = 0; c < WIDTH; c++) {
        int at1 = i * WIDTH + c;
        curvature += hv[at1] * v[at1];
        assertThat(hv[at1])
            .isCloseTo(
                (ahead.gradient().values()[at1] - behind.gradient().values()[at1]) / (2 * h),
                offset(1e-7));
      }
      assertThat(at.slopes(direction)[i])
          .isCloseTo((ahead.values()[i] - behind.values()[i]) / (2 * h), offset(1e-7));
      assertThat(at.curvatures(direction)[i]).isCloseTo(curvature, offset(1e-12));
    }
  }

  @Test
  void labelsOfSeveralPositionsAreRowsSampleBySample() {
    Targets positions = Targets.labels(new int[] {2, 3, 0, 1}, 2);
    assertThat(positions.size()).isEqualTo(2);
    assertThat(positions.part(1, 1).size()).isEqualTo(1);
    assertThatThrownBy(() -> Targets.labels(new int[3], 2))
        .hasMessage("targets: 3 values are not rows of 2");
  }

  @Provide
  Arbitrary<String> caseNames() {
    return Arbitraries.of(cases().keySet());
  }

  @Provide
  Arbitrary<double[]> rows() {
    return Arbitraries.doubles().between(-3, 3).array(double[].class).ofSize(SAMPLES * WIDTH);
  }

  @Test
  void staysExactWhereTheExponentialOverflows() {
    Outputs outputs = new Outputs(new double[] {1000, 0, -1000, 0}, 2, 2);

    LossTerms terms = new Loss(Kind.CROSS_ENTROPY, Reduction.SUM).at(outputs, Targets.labels(1, 1));

    assertThat(terms.values()).containsExactly(1000, 0);
  }

  @Test
  void aGraphsOutputsAreItsLoss() {
    Loss mean = new Loss(Kind.GRAPH, Reduction.MEAN);
    Outputs v = new Outputs(new double[] {1, -2, 4}, new Shape(3));

    LossTerms perSample =
        mean.at(new Outputs(new double[] {1, 2, 6}, new Shape(3)), Targets.none(3));
    LossTerms whole = mean.at(new Outputs(new double[] {7}, new Shape()), Targets.none(3));

    assertThat(mean.hasGaussNewton()).isFalse();
    assertThat(perSample.total()).isEqualTo(3);
    assertThat(perSample.slopes(v)).containsExactly(1, -2, 4);
    assertThat(perSample.gradient().values()).containsExactly(1, 1, 1);
    assertThat(perSample.hessianTimes(v)).isEqualTo(new Outputs(new double[3], new Shape(3)));
    assertThat(perSample.curvatures(v)).containsExactly(0, 0, 0);
    assertThat(mean.with(Reduction.SUM).scale(Targets.none(3), new Shape(3))).isEqualTo(1);
    assertThat(whole.total()).isEqualTo(7);
    assertThat(whole.values()).containsExactly(7);
    assertThat(whole.scale()).isEqualTo(1);
    assertThat(whole.gradient().shape()).isEqualTo(new Shape());
  }

  @Test
  void infiniteOutputsOnTheRightSideCostNothing() {
    Outputs z =
        new Outputs(new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 800}, 1, 3);

    LossTerms terms = sum(Kind.BINARY_CROSS_ENTROPY).at(z, Targets.labels(new int[] {1, 0, 0}, 3));

    assertThat(terms.total()).isEqualTo(800);
    assertThat(terms.gradient().values()).containsExactly(new double[] {0, 0, 1}, offset(0.0));
  }

  @Test
  void countsHowOftenTheLargestOutputIsRight() {
    Loss loss = new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN);
    Loss ignoring = loss.with(ClassOptions.NONE.withIgnoreIndex(3));

    assertThat(Accuracy.of(loss, outputs(Z), Targets.labels(2, 3, 0)))
        .isEqualTo(new Accuracy(2, 3));
    assertThat(Accuracy.of(ignoring, outputs(Z), Targets.labels(2, 3, 0)))
        .isEqualTo(new Accuracy(1, 2));
    assertThat(Accuracy.of(loss, outputs(Z), Targets.dense(DENSE, WIDTH)).share()).isEmpty();
    assertThat(Accuracy.NONE.plus(new Accuracy(3, 4)).share()).hasValue(0.75);
  }

  @Test
  void namesAnUnknownLossAndReduction() {
    assertThat(Kind.parse("squared-error")).isEqualTo(Kind.SQUARED_ERROR);
    assertThat(Reduction.parse("sum")).isEqualTo(Reduction.SUM);
    assertThatThrownBy(() -> Kind.parse("hinge"))
        .hasMessage(
            "loss: 'hinge' is unknown; there are cross-entropy, squared-error,"
                + " binary-cross-entropy, graph");
    assertThatThrownBy(() -> Reduction.parse("max"))
        .hasMessage("reduction: 'max' is unknown; there are mean, sum");
  }

  @Test
  void movesOutputsToArraysAndBack() {
    try (NDManager manager = PyTorch.newManager(Device.cpu())) {
      Outputs outputs = outputs(Z);
      NDArray doubles = outputs.times(0.5, manager, DataType.FLOAT64);
      NDArray floats = outputs.times(1, manager, DataType.FLOAT32);

      assertThat(doubles.getShape()).isEqualTo(new Shape(SAMPLES, WIDTH));
      assertThat(Outputs.of(doubles.mul(2))).isEqualTo(outputs);
      assertThat(Outputs.of(floats).values()[1]).isEqualTo((float) -1.3);
      for (Shape shape : List.of(new Shape(12), new Shape(3, 2, 2), new Shape(1, 1, 12))) {
        Outputs shaped = new Outputs(Z, shape);
        assertThat(Outputs.of(shaped.times(1, manager, DataType.FLOAT64))).isEqualTo(shaped);
      }
      Outputs number = new Outputs(new double[] {3}, new Shape());
      assertThat(Outputs.of(number.times(1, manager, DataType.FLOAT64))).isEqualTo(number);
    }
  }

  private static double[] along(double[] z, double[] v, double alpha) {
    double[] result = z.clone();
    for (int i = 0; i < z.length; i++) {
      result[i] += alpha * v[i];
    }
    return result;
  }

  private static Loss sum(Kind kind) {
    return new Loss(kind, Reduction.SUM);
  }

  private static Outputs outputs(double[] values) {
    return new Outputs(values, SAMPLES, WIDTH);
  }

  private static Targets targets(String kind) {
    return kind.equals("labels") ? Targets.labels(2, 3, 0) : Targets.dense(DENSE, WIDTH);
  }
}
