package io.alphascope.events.remarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.events.Optimizer;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.remarks.WorkloadRemark.Trained;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WorkloadRemarkTest {
  private static final RunSpecification SPECIFICATION =
      RunSpecification.newBuilder()
          .setNetwork("784-128-64-10")
          .setActivation("relu")
          .setLoss("cross-entropy")
          .setReduction("mean")
          .setDataset("mnist")
          .build();

  @Test
  void isToldInShort() {
    assertThat(Workload.of(SPECIFICATION))
        .hasToString("784-128-64-10 relu, mean of cross-entropy, mnist");
    assertThat(Workload.of(SPECIFICATION.toBuilder().clearDataset().build()))
        .hasToString("784-128-64-10 relu, mean of cross-entropy, data of its own");
  }

  @Test
  void tellsTheOptionsOfALossWhereTheyAreSet() {
    RunSpecification smoothed =
        SPECIFICATION.toBuilder().setLabelSmoothing(0.1).setIgnoreIndex(0).setClassAxis(1).build();
    RunSpecification few =
        SPECIFICATION.toBuilder().addClassWeights(0.5).addClassWeights(2).build();
    RunSpecification many =
        SPECIFICATION.toBuilder().addAllClassWeights(Collections.nCopies(50257, 0.25)).build();
    RunSpecification others = many.toBuilder().setClassWeights(7, 0.5).build();

    assertThat(Workload.of(smoothed))
        .hasToString(
            "784-128-64-10 relu, mean of cross-entropy (label_smoothing 0.1, ignore_index 0,"
                + " class_axis 1), mnist");
    assertThat(Workload.of(few).loss()).isEqualTo("cross-entropy (class_weights [0.5, 2.0])");
    assertThat(Workload.of(many).loss())
        .matches("cross-entropy \\(class_weights of 50257 classes, [0-9a-f]{8}\\)");
    assertThat(Workload.of(others)).isNotEqualTo(Workload.of(many));
    assertThat(Workload.of(SPECIFICATION.toBuilder().setIgnoreIndex(-100).build()))
        .isEqualTo(Workload.of(SPECIFICATION));
  }

  @Test
  void isTheSameAtAnotherRateForLonger() {
    RunSpecification resumed =
        SPECIFICATION.toBuilder()
            .setOptimizer(Optimizer.newBuilder().setName("adam").setLearningRate(0.001))
            .setEpochs(9)
            .setSeed(4)
            .addCurvatures("ggn")
            .build();

    assertThat(Workload.of(resumed).unlike(Workload.of(SPECIFICATION))).isEmpty();
  }

  @Test
  void saysWhatAStepChanges() {
    Workload wider = Workload.of(SPECIFICATION.toBuilder().setNetwork("784-256-10").build());

    assertThat(wider.unlike(Workload.of(SPECIFICATION)))
        .contains(
            "What is trained changes within the run: its steps so far are of 784-128-64-10 relu,"
                + " mean of cross-entropy, mnist, this one is of 784-256-10 relu, mean of"
                + " cross-entropy, mnist");
  }

  @Test
  void nothingIsSaidOfOneWorkload() {
    assertThat(WorkloadRemark.of(List.of())).isEmpty();
    assertThat(WorkloadRemark.of(List.of(new Trained("3-2 relu", 0, 99)))).isEmpty();
  }

  @Test
  void namesTheStepsOfEachWhateverOrderTheyCameIn() {
    assertThat(
            WorkloadRemark.of(
                List.of(new Trained("3-4-2 tanh", 42, 42), new Trained("3-2 relu", 0, 41))))
        .contains(
            "What is trained changes within the run, so its numbers are not of one training: steps"
                + " 0 to 41 were published as 3-2 relu; step 42 was published as 3-4-2 tanh."
                + " Usually a training was resumed, or another one begun, under the same name.");
  }

  @Test
  void namesAFewOfMany() {
    List<Trained> many = LongStream.range(0, 9).mapToObj(i -> new Trained("3-" + i, i, i)).toList();

    assertThat(WorkloadRemark.of(many).orElseThrow())
        .contains("step 3 was published as 3-3; and 5 more. Usually")
        .doesNotContain("3-4");
  }

  @Test
  void aNetworkThatIsNotToldByItsWidthsHasAReductionToo() {
    assertThat(new Workload("", "", "squared-error", "mean", "").otherReduction(8)).isEqualTo(8);
    assertThat(new Workload("4-3", "", "binary-cross-entropy", "sum", "").otherReduction(8))
        .isEqualTo(1 / 24.0);
  }
}
