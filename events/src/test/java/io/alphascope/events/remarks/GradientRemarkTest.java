package io.alphascope.events.remarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mean over batches of 48 of cross-entropy, unless a test says otherwise. */
class GradientRemarkTest {
  private static final Workload MEAN =
      new Workload("784-128-64-10", "relu", "cross-entropy", "mean", "mnist");
  private static final Workload SUM =
      new Workload("784-128-64-10", "relu", "cross-entropy", "sum", "mnist");
  private static final Workload SQUARED =
      new Workload("784-128-64-10", "relu", "squared-error", "mean", "mnist");
  private static final int SAMPLES = 48;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "65536      | 65536 times  | usually a loss scale (GradScaler) that was not undone.",
        "65600      | 65536 times  | usually a loss scale (GradScaler) that was not undone.",
        "128        | 128 times    | usually a loss scale (GradScaler) that was not undone.",
        "4          | 4 times      | usually gradients that were added up over 4 batches and not"
            + " divided by 4.",
        "3.001      | 3 times      | usually gradients that were added up over 3 batches and not"
            + " divided by 3.",
        "0.25       | 1/4 times    | usually a loss divided by 4, as if the gradients of so many"
            + " batches",
        "48         | 48 times     | usually the gradient of the summed loss, where its mean over"
            + " the batch is declared.",
      })
  void namesAUsualFactorOfOneStep(double factor, String times, String cause) {
    String remark = GradientRemark.ofStep(step(factor, MEAN));

    assertThat(remark)
        .startsWith(
            "The published gradient is "
                + times
                + " the one measured with the declared network, loss and data: ")
        .contains(cause);
  }

  @Test
  void namesTheOtherReductionOfASum() {
    assertThat(GradientRemark.ofStep(step(1 / 48.0, SUM)))
        .contains("is 1/48 times", "the mean loss, where its sum over the batch is declared.");
  }

  @Test
  void aMeanOfSquaredErrorsIsOverTheOutputsToo() {
    assertThat(GradientRemark.ofStep(step(480, SQUARED)))
        .contains("is 480 times", "the gradient of the summed loss, where its mean");
  }

  @Test
  void namesBothCausesThatASmallFactorMayHave() {
    GradientComparison step =
        new GradientComparison(-4, -1, 1, OptionalDouble.empty(), MEAN.otherReduction(4));

    assertThat(GradientRemark.ofStep(step))
        .contains("is 4 times", "the summed loss", ", or gradients that were added up over 4 ");
  }

  @ParameterizedTest
  @CsvSource({"0.731", "-0.2", "97.3", "1.02"})
  void takesNoOtherNumberOfOneSlopeForAFactor(double ratio) {
    assertThat(GradientRemark.ofStep(step(ratio, MEAN)))
        .startsWith("The published gradient is not the one measured with the declared network,")
        .contains("(along the step it is %s times as large)".formatted(ratio))
        .contains("another activation, normalisation, order of samples", "dropout", "clipping");
  }

  @Test
  void believesAnyFactorWhereBothAreKnown() {
    assertThat(GradientRemark.ofStep(known(0.731, 0.731)))
        .contains("is 0.731 times", "usually gradient clipping, or a factor on the loss");
    assertThat(GradientRemark.ofStep(known(1.0004, 1.0004)))
        .contains("is 1.0004 times", "usually a factor on the loss or on the gradient");
    assertThat(GradientRemark.ofStep(known(-1, 1)))
        .contains("is -1 times", "usually a loss or a gradient of the opposite sign");
  }

  @Test
  void doesNotTakeAnotherDirectionForAFactor() {
    assertThat(GradientRemark.ofStep(known(4, 3.9))).contains("no usual factor explains it");
    assertThat(GradientRemark.ofStep(known(1.0004, 1.0003))).contains("no usual factor");
  }

  @Test
  void saysThatAGradientIsZeroOrNotFinite() {
    assertThat(GradientRemark.ofStep(step(0, MEAN)))
        .startsWith("The published gradient is zero, the one measured with ")
        .endsWith("usually it was read after it had been cleared.");
    assertThat(GradientRemark.ofStep(step(Double.NaN, MEAN)))
        .startsWith("The published gradient is not finite, the one measured with ");
  }

  @Test
  void aFactorIsOfARunIfAllButAFewStepsHaveIt() {
    Random noise = new Random(1);
    List<GradientComparison> steps =
        steps(100, i -> i % 25 == 7 ? 50 : 65536 * (1 + 1e-3 * noise.nextGaussian()));

    assertThat(GradientRemark.ofRun(new GradientRemark.Steps(100, 100, 0, 99, 10_000), steps))
        .isEqualTo(
            "At every observed step (steps 0 to 99) the published gradient is 65536 times the one"
                + " measured with the declared network, loss and data: usually a loss scale"
                + " (GradScaler) that was not undone.");
  }

  @Test
  void aLossScaleMayChangeMeanwhile() {
    List<GradientComparison> steps = steps(100, i -> i < 40 ? 65536 : 32768);

    assertThat(GradientRemark.ofRun(new GradientRemark.Steps(100, 938, 20, 119, 10_000), steps))
        .startsWith("At 100 of 938 observed steps (steps 20 to 119) the published gradient is ")
        .contains("is 32768 to 65536 times", "a loss scale (GradScaler) that was not undone.");
  }

  @Test
  void theOtherReductionFollowsTheSizeOfTheBatch() {
    List<GradientComparison> steps = new ArrayList<>(steps(20, i -> 48));
    for (int i = 0; i < 20; i++) {
      steps.add(new GradientComparison(-37, -1, 1, OptionalDouble.empty(), 37));
    }

    assertThat(GradientRemark.ofRun(new GradientRemark.Steps(40, 40, 0, 39, 10_000), steps))
        .contains("is 37 to 48 times", "usually the gradient of the summed loss");
  }

  @Test
  void aFactorThatVariesIsClippingIfTheLengthDoesNot() {
    IntToDoubleFunction varying = i -> 0.2 + 0.007 * i;

    assertThat(
            GradientRemark.ofRun(
                new GradientRemark.Steps(100, 120, 0, 119, 10_000), steps(100, varying)))
        .contains(" times", "usually gradient clipping to the norm 1.");
    assertThat(
            GradientRemark.ofRun(
                new GradientRemark.Steps(100, 120, 0, 119, 10_000),
                steps(100, i -> varying.applyAsDouble(i) * (i % 2 == 0 ? 1 : -1))))
        .contains("no usual factor explains it (along the step it is -0.");
  }

  @Test
  void aFactorOfSeveralStepsNeedNotBeAUsualOne() {
    assertThat(
            GradientRemark.ofRun(
                new GradientRemark.Steps(3, 3, 5, 7, 10_000), steps(3, i -> 0.0123)))
        .contains("is 0.0123 times", "usually a factor on the loss or on the gradient.");
  }

  @Test
  void countsNoFurtherThanItWasCounted() {
    assertThat(
            GradientRemark.ofRun(
                new GradientRemark.Steps(10_000, 10_000, 3, 77_000, 10_000), steps(9, i -> 2)))
        .startsWith("At 10000 or more steps (3 to 77000) the published gradient is 2 times ");
    assertThat(
            GradientRemark.ofRun(new GradientRemark.Steps(1, 30, 3, 3, 10_000), steps(1, i -> 2)))
        .startsWith("At 1 of 30 observed steps (step 3) the published gradient is 2 times ");
    assertThat(
            GradientRemark.ofRun(
                new GradientRemark.Steps(2, 10_000, 3, 4, 10_000), steps(2, i -> 2)))
        .startsWith("At 2 of 10000 or more observed steps (steps 3 to 4) the published gradient ");
  }

  private static GradientComparison step(double ratio, Workload workload) {
    return new GradientComparison(
        -0.5 * ratio, -0.5, 1, OptionalDouble.empty(), workload.otherReduction(SAMPLES));
  }

  private static GradientComparison known(double ratio, double lengths) {
    return new GradientComparison(
        -0.5 * ratio, -0.5, 3 * lengths, OptionalDouble.of(3), MEAN.otherReduction(SAMPLES));
  }

  private static List<GradientComparison> steps(int count, IntToDoubleFunction ratio) {
    return IntStream.range(0, count).mapToObj(i -> step(ratio.applyAsDouble(i), MEAN)).toList();
  }
}
