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

  @Property(tries = 100)
  void gradientAndHessianAgreeWithDifferences(
      @ForAll Kind kind,
      @ForAll boolean labels,
      @ForAll("rows") double[] z,
      @ForAll("rows") double[] v) {
    Loss loss = new Loss(kind, Reduction.SUM);
    Targets targets = targets(labels ? "labels" : "dense");
    double h = 1e-5;

    LossTerms at = loss.at(outputs(z), targets);
    LossTerms ahead = loss.at(outputs(along(z, v, h)), targets);
    LossTerms behind = loss.at(outputs(along(z, v, -h)), targets);
    double[] hv = at.hessianTimes(outputs(v)).values();

    for (int i = 0; i < SAMPLES; i++) {
      double slope = 0;
      for (int c = 0; c < WIDTH; c++) {
        int at1 = i * WIDTH + c;
        slope += at.gradient().values()[at1] * v[at1];
        assertThat(hv[at1])
            .isCloseTo(
                (ahead.gradient().values()[at1] - behind.gradient().values()[at1]) / (2 * h),
                offset(1e-7));
      }
      assertThat(slope).isCloseTo((ahead.values()[i] - behind.values()[i]) / (2 * h), offset(1e-7));
    }
  }

  @Test
  void labelsOfSeveralPositionsAreRowsSampleBySample() {
    Targets positions = Targets.labels(new int[] {2, 3, 0, 1}, 2);
    assertThat(positions.size()).isEqualTo(2);
    assertThat(positions.part(1, 1).value(1, 1)).isEqualTo(1);
    assertThat(positions.part(1, 1).size()).isEqualTo(1);
    assertThatThrownBy(() -> Targets.labels(new int[3], 2))
        .hasMessage("targets: 3 labels are no samples of 2 positions");
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
  void namesALabelThatIsNoOutput() {
    Loss loss = new Loss(Kind.CROSS_ENTROPY, Reduction.MEAN);

    assertThatThrownBy(() -> loss.at(outputs(Z), Targets.labels(0, 4, 1)))
        .hasMessageContaining("label 4 of sample 1 is outside 0..3");
    assertThatThrownBy(() -> loss.at(outputs(Z), Targets.labels(0, 1)))
        .hasMessageContaining("expected 3 labels")
        .hasMessageContaining("found 2");
    assertThatThrownBy(() -> loss.at(outputs(Z), Targets.dense(new double[9], 3)))
        .hasMessageContaining("expected shape [3, 4], found [3, 3]");
    assertThatThrownBy(() -> Targets.dense(new double[10], 4)).hasMessageContaining("rows of 4");
  }

  @Test
  void namesAnUnknownLossAndReduction() {
    assertThat(Kind.parse("squared-error")).isEqualTo(Kind.SQUARED_ERROR);
    assertThat(Reduction.parse("sum")).isEqualTo(Reduction.SUM);
    assertThatThrownBy(() -> Kind.parse("hinge"))
        .hasMessage("loss: 'hinge' is unknown; there are cross-entropy, squared-error");
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
    }
  }

  private static double[] along(double[] z, double[] v, double alpha) {
    double[] result = z.clone();
    for (int i = 0; i < z.length; i++) {
      result[i] += alpha * v[i];
    }
    return result;
  }

  private static Outputs outputs(double[] values) {
    return new Outputs(values, SAMPLES, WIDTH);
  }

  private static Targets targets(String kind) {
    return kind.equals("labels") ? Targets.labels(2, 3, 0) : Targets.dense(DENSE, WIDTH);
  }
}
