package io.alphascope.trainerservice.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.dataset.SampleOrder;
import io.alphascope.workload.dataset.Split;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.loss.Targets;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {

  private static final Dataset SAMPLE =
      new DatasetCatalog(Path.of("unused"), Optional.empty(), DownloadProgress.SILENT)
          .open("mnist-sample");
  private static final Network SOFTMAX_REGRESSION = Network.of("784-10", Activation.RELU);
  private static final Network PERCEPTRON = Network.of("784-32-10", Activation.RELU);
  private static final Loss MEAN_CROSS_ENTROPY =
      new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN);

  @Test
  void takesEveryStepFromWhereTheLastOneEnded() throws InterruptedException {
    RecordedSteps recorded = train(plan(PERCEPTRON, sgd(0.1), 500, 2, 0));
    assertThat(recorded.steps).hasSize(48);
    for (int step = 0; step < 48; step++) {
      RecordedSteps.Step taken = recorded.steps.get(step);
      assertThat(taken.start().step()).isEqualTo(step);
      assertThat(taken.start().epoch()).isEqualTo(step < 24 ? 1 : 2);
      if (step > 0) {
        assertThat(taken.theta0()).isEqualTo(recorded.steps.get(step - 1).theta1());
      }
    }
    assertThat(recorded.steps.get(0).theta0()).isEqualTo(PERCEPTRON.initialParameters(0));
    assertThat(recorded.evaluations).extracting(Evaluation::step).containsExactly(23L, 47L);
    assertThat(recorded.evaluations.get(1).testAccuracy().getAsDouble()).isGreaterThan(0.8);
    assertThat(recorded.evaluations.get(1).testLoss())
        .isLessThan(recorded.evaluations.get(0).testLoss());
  }

  @Test
  void visitsEverySampleOncePerEpochAndKeepsTheSmallerLastBatch() throws InterruptedException {
    RecordedSteps recorded = train(plan(SOFTMAX_REGRESSION, sgd(0.1), 7_000, 1, 3));
    assertThat(recorded.steps)
        .extracting(step -> step.start().samples().length)
        .containsExactly(7_000, 5_000);
    assertThat(recorded.steps.stream().flatMapToInt(step -> IntStream.of(step.start().samples())))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12_000).boxed().toList());
  }

  @Test
  void sameSeedGivesTheSameStepsBitForBit() throws InterruptedException {
    RecordedSteps first = train(plan(PERCEPTRON, adam(0.01), 1_000, 1, 5));
    RecordedSteps second = train(plan(PERCEPTRON, adam(0.01), 1_000, 1, 5));
    RecordedSteps other = train(plan(PERCEPTRON, adam(0.01), 1_000, 1, 6));
    for (int step = 0; step < 12; step++) {
      assertThat(second.steps.get(step).theta0()).isEqualTo(first.steps.get(step).theta0());
      assertThat(second.steps.get(step).gradient()).isEqualTo(first.steps.get(step).gradient());
      assertThat(second.steps.get(step).theta1()).isEqualTo(first.steps.get(step).theta1());
    }
    assertThat(other.steps.get(0).theta1()).isNotEqualTo(first.steps.get(0).theta1());
  }

  /** g = mean (p − y) xᵀ, computed here in doubles. */
  @Test
  void gradientIsThatOfSoftmaxRegression() throws InterruptedException {
    RecordedSteps.Step step = train(plan(SOFTMAX_REGRESSION, sgd(0.1), 64, 1, 1), 1).steps.get(0);
    double[] expected = softmaxGradient(step.theta0(), step.start().samples());
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) step.gradient()[i]).isEqualTo(expected[i], within(1e-6));
      assertThat((double) step.theta1()[i])
          .isEqualTo(step.theta0()[i] - 0.1 * step.gradient()[i], within(1e-7));
    }
  }

  @Test
  void takesEachStepAtItsOwnRate() throws InterruptedException {
    LearningRateSchedule schedule = new LearningRateSchedule(LearningRateSchedule.Kind.COSINE, 4);
    RecordedSteps recorded = train(plan(SOFTMAX_REGRESSION, sgd(0.1), schedule, 1_000, 2, 1));
    assertThat(recorded.steps).hasSize(24);
    for (RecordedSteps.Step step : recorded.steps) {
      double rate = 0.1 * schedule.factor(step.start().step(), 24);
      assertThat(step.start().learningRate()).isEqualTo(rate);
      for (int i = 0; i < step.theta0().length; i++) {
        assertThat((double) step.theta1()[i])
            .isEqualTo(step.theta0()[i] - rate * step.gradient()[i], within(1e-7));
      }
    }
  }

  @Test
  void recordsTheGradientOfTheLossWithoutWeightDecay() throws InterruptedException {
    OptimizerChoice decaying = new OptimizerChoice(OptimizerChoice.Kind.SGD, 0.1, 0, 0.5, false);
    RecordedSteps.Step step = train(plan(SOFTMAX_REGRESSION, decaying, 64, 1, 1), 1).steps.get(0);
    double[] expected = softmaxGradient(step.theta0(), step.start().samples());
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) step.gradient()[i]).isEqualTo(expected[i], within(1e-6));
      assertThat((double) step.theta1()[i])
          .isEqualTo(
              step.theta0()[i] - 0.1 * (step.gradient()[i] + 0.5 * step.theta0()[i]), within(1e-7));
    }
  }

  @Test
  void sumIsTheMeanTimesTheBatch() throws InterruptedException {
    Loss sum = new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.SUM);
    TrainingPlan mean = plan(SOFTMAX_REGRESSION, sgd(0.1), 64, 1, 1);
    TrainingPlan summed =
        new TrainingPlan(
            mean.network(),
            sum,
            mean.dataset(),
            mean.optimizer(),
            mean.schedule(),
            mean.initialParameters(),
            mean.order(),
            mean.batchSize(),
            mean.epochs(),
            mean.device(),
            mean.threads());
    RecordedSteps.Step one = train(mean, 1).steps.get(0);
    RecordedSteps.Step other = train(summed, 1).steps.get(0);
    assertThat(other.start().loss()).isEqualTo(64 * one.start().loss(), within(1e-9));
    for (int i = 0; i < one.gradient().length; i++) {
      assertThat((double) other.gradient()[i]).isEqualTo(64 * one.gradient()[i], within(1e-5));
    }
  }

  @Test
  void reportsEveryHundredBatchesWithBothNorms() throws InterruptedException {
    RecordedSteps recorded = train(plan(SOFTMAX_REGRESSION, sgd(0.1), 50, 1, 0));
    assertThat(recorded.reports).extracting(Progress::batch).containsExactly(100, 200);
    Progress report = recorded.reports.get(0);
    assertThat(report.batches()).isEqualTo(240);
    assertThat(report.gradientNorm())
        .isEqualTo(norm(recorded.steps.get(99).gradient()), within(1e-5));
    assertThat(report.stepNorm()).isEqualTo(0.1 * report.gradientNorm(), within(1e-5));
    assertThat(report.toString()).startsWith("epoch 1  batch 100/240  loss ");
  }

  @Test
  void doesNotTakeTheStepWhoseLossIsNotFinite() {
    TrainingPlan divergent = plan(PERCEPTRON, sgd(1e30), 64, 1, 0);
    RecordedSteps recorded =
        new RecordedSteps(PERCEPTRON.parameterCount(), step -> true, step -> false);
    assertThatThrownBy(() -> new TrainingLoop(divergent, recorded).run())
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageContaining("The loss of the batch of step " + recorded.taken + " (epoch 1) is ")
        .hasMessageContaining("that step was not taken")
        .hasMessageContaining("try a learning_rate below 1.0E30");
    assertThat(recorded.steps).hasSize((int) recorded.taken);
  }

  @Test
  void stopsBeforeTheNextStep() throws InterruptedException {
    RecordedSteps recorded =
        new RecordedSteps(SOFTMAX_REGRESSION.parameterCount(), step -> true, taken -> taken == 3);
    TrainingLoop.End end =
        new TrainingLoop(plan(SOFTMAX_REGRESSION, sgd(0.1), 64, 1, 0), recorded).run();
    assertThat(end).isEqualTo(TrainingLoop.End.STOPPED);
    assertThat(recorded.taken).isEqualTo(3);
  }

  @Test
  void recordsOnlyWhatIsWantedWithoutChangingTheTraining() throws InterruptedException {
    TrainingPlan plan = plan(PERCEPTRON, sgd(0.1), 1_000, 1, 0);
    RecordedSteps all = train(plan);
    RecordedSteps few =
        new RecordedSteps(PERCEPTRON.parameterCount(), step -> step % 5 == 0, taken -> false);
    new TrainingLoop(plan, few).run();
    assertThat(few.steps).extracting(step -> step.start().step()).containsExactly(0L, 5L, 10L);
    assertThat(few.steps.get(2).theta1()).isEqualTo(all.steps.get(10).theta1());
  }

  private static RecordedSteps train(TrainingPlan plan) throws InterruptedException {
    return train(plan, Integer.MAX_VALUE);
  }

  private static RecordedSteps train(TrainingPlan plan, int steps) throws InterruptedException {
    RecordedSteps recorded =
        new RecordedSteps(plan.network().parameterCount(), step -> true, taken -> taken == steps);
    new TrainingLoop(plan, recorded).run();
    return recorded;
  }

  private static TrainingPlan plan(
      Network network, OptimizerChoice optimizer, int batchSize, int epochs, long seed) {
    return plan(
        network,
        optimizer,
        new LearningRateSchedule(LearningRateSchedule.Kind.CONSTANT, 0),
        batchSize,
        epochs,
        seed);
  }

  private static TrainingPlan plan(
      Network network,
      OptimizerChoice optimizer,
      LearningRateSchedule schedule,
      int batchSize,
      int epochs,
      long seed) {
    return new TrainingPlan(
        network,
        MEAN_CROSS_ENTROPY,
        SAMPLE,
        optimizer,
        schedule,
        network.initialParameters(seed),
        SampleOrder.shuffled(seed, 12_000),
        batchSize,
        epochs,
        Device.cpu(),
        1);
  }

  private static OptimizerChoice sgd(double learningRate) {
    return new OptimizerChoice(OptimizerChoice.Kind.SGD, learningRate, 0, 0, false);
  }

  private static OptimizerChoice adam(double learningRate) {
    return new OptimizerChoice(OptimizerChoice.Kind.ADAM, learningRate, 0, 0, false);
  }

  private static double[] softmaxGradient(float[] theta, int[] samples) {
    ByteBuffer inputs =
        ByteBuffer.allocate(samples.length * 784 * Float.BYTES).order(ByteOrder.nativeOrder());
    SAMPLE.copyInputs(Split.TRAIN, samples, inputs);
    FloatBuffer x = inputs.flip().asFloatBuffer();
    Targets targets = SAMPLE.targets(Split.TRAIN, samples);
    double[] gradient = new double[7_850];
    for (int sample = 0; sample < samples.length; sample++) {
      double[] z = new double[10];
      double sum = 0;
      for (int output = 0; output < 10; output++) {
        z[output] = theta[7_840 + output];
        for (int i = 0; i < 784; i++) {
          z[output] += (double) theta[output * 784 + i] * x.get(sample * 784 + i);
        }
        z[output] = Math.exp(z[output]);
        sum += z[output];
      }
      for (int output = 0; output < 10; output++) {
        double delta = (z[output] / sum - targets.value(sample, output)) / samples.length;
        for (int i = 0; i < 784; i++) {
          gradient[output * 784 + i] += delta * x.get(sample * 784 + i);
        }
        gradient[7_840 + output] += delta;
      }
    }
    return gradient;
  }

  private static double norm(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
