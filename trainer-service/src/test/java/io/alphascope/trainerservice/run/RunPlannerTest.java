package io.alphascope.trainerservice.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.alphascope.events.Optimizer;
import io.alphascope.events.remarks.Workload;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.trainerservice.publishing.Broker;
import io.alphascope.trainerservice.training.DeviceRule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunPlannerTest {

  private static final TrainerConfig CONFIG = TestTrainer.config(Map.of());
  private static final RunRequest BARE = TestTrainer.request("bare", 1, 0, WhenBehind.WAIT);

  private final RunPlanner planner =
      new RunPlanner(
          CONFIG,
          new DatasetCatalog(Path.of("unused"), Optional.empty(), DownloadProgress.SILENT),
          DeviceRule.ofEngine(),
          new EventBudget(new Broker(Map.of(), CONFIG)));

  @Test
  void plansWhatIsAskedFor() throws InterruptedException {
    RunPlan plan = planner.plan(BARE);
    assertThat(plan.run()).isEqualTo("bare");
    assertThat(plan.training().device()).isEqualTo(Device.cpu());
    assertThat(plan.training().steps()).isEqualTo(24);
    assertThat(plan.training().initialParameters())
        .isEqualTo(plan.training().network().initialParameters(7));
    assertThat(plan.specification().getNormalisation().getMean()).isEqualTo(0.1307);
    assertThat(plan.specification().getOptimizer())
        .isEqualTo(Optimizer.newBuilder().setName("sgd").setLearningRate(0.1).build());
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void makesAnIdOfTheDataSetAndTheTime() throws InterruptedException {
    RunRequest nameless = new Change(BARE).run(Optional.empty());
    assertThat(planner.plan(nameless).run())
        .matches("mnist-sample-\\d{8}-\\d{6}-[0-9a-f]{4}")
        .isNotEqualTo(planner.plan(nameless).run());
  }

  @Test
  void takesParametersAndOrderFromOutside() throws InterruptedException {
    ByteBuffer parameters = ByteBuffer.allocate(7_850 * 4).order(ByteOrder.LITTLE_ENDIAN);
    parameters.putFloat(8, 2.5f);
    ByteBuffer order = ByteBuffer.allocate(12_000 * 4).order(ByteOrder.LITTLE_ENDIAN);
    order.putInt(4, 77);
    RunPlan plan = planner.plan(new Change(BARE).from(parameters, order));
    assertThat(plan.training().initialParameters()[2]).isEqualTo(2.5f);
    assertThat(Arrays.copyOf(plan.training().order().epoch(1), 3)).containsExactly(0, 77, 0);
  }

  @Test
  void refusesParametersThatDoNotFitTheNetwork() {
    assertRefused(
        new Change(BARE).from(ByteBuffer.allocate(12), null),
        "initial_parameters: 12 bytes; the network 784-10 has 7850 parameters, that is 31400"
            + " bytes");
  }

  @Test
  void refusesAnOrderThatDoesNotFitTheDataSet() {
    assertRefused(
        new Change(BARE).from(null, ByteBuffer.allocate(8)),
        "sample_order: the sample order holds 2 indices; 1 epochs of 12000 training samples need");
  }

  @Test
  void refusesANetworkThatDoesNotFitTheDataSet() {
    assertRefused(
        new Change(BARE).network("100-10"),
        "network: '100-10' takes 100 inputs; samples of mnist-sample have 784");
    assertRefused(
        new Change(BARE).network("784-5"),
        "network: '784-5' gives 5 outputs; mnist-sample has 10 classes");
    assertRefused(new Change(BARE).network("784"), "network: '784' has no layer");
  }

  @Test
  void refusesALearningRateThatIsNone() {
    assertRefused(new Change(BARE).learningRate(-0.1), "learning_rate: -0.1 is not possible");
    assertRefused(
        new Change(BARE).learningRate(Double.POSITIVE_INFINITY),
        "learning_rate: Infinity is not possible; expected a positive, finite number");
  }

  @Test
  void describesTheOptionsOfTheLoss() throws InterruptedException {
    Loss smoothed = BARE.loss().with(ClassOptions.NONE.withLabelSmoothing(0.1));

    RunPlan plan = planner.plan(new Change(BARE).loss(smoothed));

    assertThat(plan.training().loss()).isEqualTo(smoothed);
    assertThat(plan.specification().getLabelSmoothing()).isEqualTo(0.1);
    assertThat(Workload.of(plan.specification()).loss())
        .isEqualTo("cross-entropy (label_smoothing 0.1)");
  }

  @ParameterizedTest
  @EnumSource(names = {"BINARY_CROSS_ENTROPY", "GRAPH"})
  void refusesALossThatIsNotOfClasses(Loss.Kind kind) {
    assertRefused(
        new Change(BARE).loss(new Loss(kind, Loss.Reduction.MEAN)),
        "loss: '%s' is not of classes, which mnist-sample has; train with cross-entropy or"
                .formatted(kind)
            + " squared-error");
  }

  @Test
  void refusesMomentumOfAnOptimizerWithout() {
    assertRefused(
        new Change(BARE).momentum(0.5), "momentum: only the optimizer 'momentum' has one");
  }

  @Test
  void refusesUnknownCurvaturesAndTooManyFreshSamples() {
    assertRefused(
        new Change(BARE).curvatures("ggn", "hesian"),
        "curvatures: 'hesian' is unknown; expected hessian or ggn");
    assertRefused(
        new Change(BARE).curvatures("ggn@fresh:11501"),
        "curvatures: 'ggn@fresh:11501' wants 11501 fresh samples; expected 1 to 11500");
  }

  @Test
  void refusesAnUnknownDataSet() {
    assertRefused(
        new Change(BARE).dataset("cifar"),
        "unknown data set 'cifar'; there are mnist, mnist-sample");
  }

  private void assertRefused(RunRequest request, String message) {
    assertThatThrownBy(() -> planner.plan(request))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  /** A request with one thing changed. */
  private record Change(RunRequest of) {

    RunRequest run(Optional<String> run) {
      return with(run, of.dataset(), of.network(), of.momentum(), of.learningRate(), List.of());
    }

    RunRequest dataset(String name) {
      return with(
          of.run(), Optional.of(name), of.network(), of.momentum(), of.learningRate(), List.of());
    }

    RunRequest network(String network) {
      return with(of.run(), of.dataset(), network, of.momentum(), of.learningRate(), List.of());
    }

    RunRequest loss(Loss loss) {
      return new RunRequest(
          of.run(),
          of.dataset(),
          of.network(),
          of.activation(),
          loss,
          of.optimizer(),
          of.momentum(),
          of.learningRate(),
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          of.curvatures(),
          of.publishEvery(),
          of.whenBehind(),
          of.initialParameters(),
          of.sampleOrder());
    }

    RunRequest momentum(double momentum) {
      return with(
          of.run(),
          of.dataset(),
          of.network(),
          OptionalDouble.of(momentum),
          of.learningRate(),
          List.of());
    }

    RunRequest learningRate(double rate) {
      return with(of.run(), of.dataset(), of.network(), of.momentum(), rate, List.of());
    }

    RunRequest curvatures(String... names) {
      return with(
          of.run(), of.dataset(), of.network(), of.momentum(), of.learningRate(), List.of(names));
    }

    RunRequest from(ByteBuffer parameters, ByteBuffer order) {
      return new RunRequest(
          of.run(),
          of.dataset(),
          of.network(),
          of.activation(),
          of.loss(),
          OptimizerChoice.Kind.SGD,
          of.momentum(),
          of.learningRate(),
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          of.curvatures(),
          of.publishEvery(),
          of.whenBehind(),
          Optional.ofNullable(parameters),
          Optional.ofNullable(order));
    }

    private RunRequest with(
        Optional<String> run,
        Optional<String> dataset,
        String network,
        OptionalDouble momentum,
        double learningRate,
        List<String> curvatures) {
      return new RunRequest(
          run,
          dataset,
          network,
          of.activation(),
          of.loss(),
          of.optimizer(),
          momentum,
          learningRate,
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          curvatures,
          of.publishEvery(),
          of.whenBehind(),
          of.initialParameters(),
          of.sampleOrder());
    }
  }
}
