package io.alphascope.curvature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Status;
import io.alphascope.curvature.step.BatchChoice;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffortTest {

  private static final Loss LOSS = new Loss(Loss.Kind.SQUARED_ERROR, Loss.Reduction.MEAN);

  /** What a listener hears of 5-7-4. */
  private static final class Heard implements EffortListener {
    final List<Effort> efforts = new ArrayList<>();
    final List<Double> shares = new ArrayList<>();

    @Override
    public void begins(Effort effort) {
      efforts.add(effort);
    }

    @Override
    public void advanced(double share) {
      shares.add(share);
    }
  }

  private static Heard observe(int samples, boolean published, String curvatures) {
    Problem problem = new Problem(new int[] {5, 7, 4}, Activation.TANH, LOSS, samples, false, 3);
    double[] gradient = problem.reference.gradient(problem.theta);
    double[] d = Arrays.stream(gradient).map(g -> -0.01 * g).toArray();
    Heard heard = new Heard();
    try (StepObserver observer = StepObserver.withProducts()) {
      List<Observation> observations =
          observer.observe(
              problem.step(d, DataType.FLOAT64, published ? gradient : null),
              CurvatureName.parseList(curvatures),
              choice -> problem.batch(DataType.FLOAT64),
              null,
              heard);
      assertThat(observations).allMatch(one -> one.status() == Status.OK);
    }
    return heard;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30   | true  | ggn",
        "30   | false | ggn,hessian",
        "30   | true  | ggn,hessian/layer,ggn/parameter",
        "4113 | true  | hessian",
        "4113 | false | ggn,ggn/layer",
        "30   | true  | diagonal-ggn",
        "30   | true  | ggn,kflr",
      })
  void isWhatItTookInTheEnd(int samples, boolean published, String curvatures) {
    Heard heard = observe(samples, published, curvatures);

    assertThat(heard.efforts).hasSize(1);
    assertThat(heard.shares).isSorted().doesNotHaveDuplicates();
    assertThat(heard.shares.get(heard.shares.size() - 1)).isCloseTo(1, within(1e-12));
  }

  @Test
  void countsTheNetworksWorkAndThePasses() {
    Effort effort = observe(30, true, "hessian").efforts.get(0);

    assertThat(effort.choice()).isEqualTo(BatchChoice.own());
    assertThat(effort.parameters()).isEqualTo(6 * 7 + 8 * 4);
    assertThat(effort.samples()).isEqualTo(30);
    assertThat(effort.atOnce()).isEqualTo(30);
    assertThat(effort.multiplyAdds()).isEqualTo(30 * (5 * 7 + 7 + 7 * 4));
    // A sweep of two derivatives, back over outputs and tangents, the losses at θ₁ and α*.
    assertThat(effort.runs()).isEqualTo(5 + 6 + 2);
  }

  /** 5-7-4 has four outputs. */
  @Test
  void countsAPassForEachOutput() {
    // A sweep, the losses at θ₁ and α*, a run for the layers, and four passes back.
    assertThat(observe(30, true, "diagonal-ggn").efforts.get(0).runs())
        .isEqualTo(3 + 2 + 1 + 4 * 2);
  }

  @Test
  void saysInWhichPartsALargeBatchIsSwept() {
    Effort effort = observe(4113, true, "ggn").efforts.get(0);

    assertThat(effort.samples()).isEqualTo(4113);
    assertThat(effort.atOnce()).isEqualTo(2048);
    assertThat(effort.multiplyAdds()).isEqualTo(4113 * (5 * 7 + 7 + 7 * 4));
  }

  @Test
  void isToldForEveryBatch() {
    assertThat(observe(30, true, "ggn,ggn@all").efforts)
        .extracting(Effort::choice)
        .containsExactly(BatchChoice.own(), BatchChoice.all());
  }
}
