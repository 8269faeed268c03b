package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.SampleOrder;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Softmax regression on the test samples, which are several chunks, once more in plain loops. */
class EvaluationTest {
  private static final Dataset SAMPLE =
      new DatasetCatalog(Path.of("unused"), Optional.empty(), DownloadProgress.SILENT)
          .open("mnist-sample");
  private static final Network NETWORK = Network.of("784-10", Activation.RELU);
  private static final double SMOOTHING = 0.2;
  private static final int IGNORED = 3;
  private static final double[] WEIGHTS = {0.5, 1, 2, 4, 1, 1, 1, 0, 1, 3};

  static Stream<Loss> losses() {
    ClassOptions options =
        new ClassOptions(
            SMOOTHING, IGNORED, Arrays.stream(WEIGHTS).boxed().toList(), ClassOptions.Axis.LAST);
    Loss sum = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.SUM);
    return Stream.of(
        sum, sum.with(options), new Loss(Loss.Kind.SQUARED_ERROR, Loss.Reduction.MEAN));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void isTheMeanOverAllTestSamples(Loss loss) throws InterruptedException {
    TrainingPlan plan = plan(loss);
    RecordedSteps recorded =
        new RecordedSteps(NETWORK.parameterCount(), step -> true, taken -> false);

    new TrainingLoop(plan, recorded).run();

    float[] theta = recorded.steps.get(recorded.steps.size() - 1).theta1();
    boolean options = !loss.classes().equals(ClassOptions.NONE);
    int[] labels = labels();
    assertThat(labels.length).isGreaterThan(1000);
    double sum = 0;
    double denominator = 0;
    int right = 0;
    int counted = 0;
    for (int i = 0; i < labels.length; i++) {
      double[] z = outputs(theta, i);
      if (loss.kind() == Loss.Kind.SQUARED_ERROR) {
        for (int c = 0; c < 10; c++) {
          sum += Math.pow(z[c] - (c == labels[i] ? 1 : 0), 2);
        }
        denominator += 10;
      } else if (!options || labels[i] != IGNORED) {
        sum += crossEntropy(z, labels[i], options);
        denominator += options ? WEIGHTS[labels[i]] : 1;
      }
      if (!options || labels[i] != IGNORED) {
        counted++;
        int largest = IntStream.range(0, 10).reduce(0, (a, b) -> z[b] > z[a] ? b : a);
        right += largest == labels[i] ? 1 : 0;
      }
    }
    Evaluation evaluation = recorded.evaluations.get(0);
    assertThat(evaluation.testLoss()).isEqualTo(sum / denominator, within(1e-6));
    assertThat(evaluation.testAccuracy().orElseThrow())
        .isEqualTo((double) right / counted, within(1e-3));
  }

  private static double crossEntropy(double[] z, int label, boolean options) {
    double partition = Arrays.stream(z).map(Math::exp).sum();
    double loss = 0;
    for (int c = 0; c < 10; c++) {
      double t = c == label ? 1 : 0;
      double weighted = WEIGHTS[c] * ((1 - SMOOTHING) * t + SMOOTHING / 10);
      loss += (options ? weighted : t) * (Math.log(partition) - z[c]);
    }
    return loss;
  }

  private static int[] labels() {
    int[] all = IntStream.range(0, SAMPLE.size(Split.TEST)).toArray();
    Targets targets = SAMPLE.targets(Split.TEST, all);
    return IntStream.of(all)
        .map(
            i ->
                IntStream.range(0, 10).filter(c -> targets.value(i, c) == 1).findFirst().getAsInt())
        .toArray();
  }

  private static double[] outputs(float[] theta, int sample) {
    ByteBuffer bytes = ByteBuffer.allocate(784 * Float.BYTES).order(ByteOrder.nativeOrder());
    SAMPLE.copyInputs(Split.TEST, new int[] {sample}, bytes);
    FloatBuffer x = bytes.flip().asFloatBuffer();
    double[] z = new double[10];
    for (int c = 0; c < 10; c++) {
      z[c] = theta[7_840 + c];
      for (int i = 0; i < 784; i++) {
        z[c] += (double) theta[c * 784 + i] * x.get(i);
      }
    }
    return z;
  }

  private static TrainingPlan plan(Loss loss) {
    return new TrainingPlan(
        NETWORK,
        loss,
        SAMPLE,
        new OptimizerChoice(OptimizerChoice.Kind.SGD, 1e-4, 0, 0, false),
        new LearningRateSchedule(LearningRateSchedule.Kind.CONSTANT, 0),
        NETWORK.initialParameters(1),
        SampleOrder.shuffled(1, 12_000),
        1_000,
        1,
        Device.cpu(),
        1);
  }
}
