package io.alphascope.trainerservice.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alphascope.events.Optimizer;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.remarks.Workload;
import io.alphascope.service.broker.Broker;
import io.alphascope.service.broker.StreamConfig;
import io.alphascope.service.request.RefusedException;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.trainerservice.plan.RunRequest.RequestedGraph;
import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DownloadProgress;
import io.alphascope.workload.engine.DeviceRule;
import io.alphascope.workload.loss.ClassOptions;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Preset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunPlannerTest {

  private static final TrainerConfig CONFIG = TestRequests.config(TrainerConfig.class, Map.of());
  private static final Path OWN = Path.of("src/test/resources/own");
  private static final IntFunction<Optional<ByteBuffer>> BYTES =
      count -> Optional.of(ByteBuffer.allocate(count * Float.BYTES));
  private static final RunRequest BARE = TestRequests.request("bare", 1, 0, WhenBehind.WAIT);

  private final RunPlanner planner =
      new RunPlanner(
          CONFIG,
          new DatasetCatalog(Path.of("unused"), Optional.of(OWN), DownloadProgress.SILENT),
          DeviceRule.ofEngine(),
          new Broker(Map.of(), TestRequests.config(StreamConfig.class, Map.of()), List.of()));

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
    assertThat(plan.specification().getSchedule()).isEqualTo("constant");
    assertThat(plan.specification().getWarmupSteps()).isZero();
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

  @ParameterizedTest
  @EnumSource(Preset.class)
  void putsThePresetsGraphIntoTheSpecification(Preset preset) throws InterruptedException {
    RunPlan plan = planner.plan(new Change(BARE).network(preset.toString()));

    assertThat(plan.specification().getNetwork()).isEqualTo(preset.toString());
    assertThat(plan.specification().getActivation()).isEmpty();
    assertThat(plan.specification().getParametersCount())
        .isEqualTo(plan.training().network().parameters().size());
    assertThat(Workload.of(plan.specification()).network()).startsWith(preset + " (");

    RunPlan again = planner.plan(new Change(BARE).graph(plan.specification(), BYTES));
    assertThat(again.training().network().graph())
        .isEqualTo(plan.training().network().graph().boundTo(shapes(plan)));
    assertThat(again.specification().getGraph()).isEqualTo(plan.specification().getGraph());
  }

  @Test
  void refusesAGraphWithoutValuesOrWithAnOperatorThatHasNoRule() throws InterruptedException {
    RunSpecification lenet5 = planner.plan(new Change(BARE).network("lenet5")).specification();

    assertRefused(
        new Change(BARE).graph(lenet5, parameters -> Optional.empty()),
        "initial_parameters: a graph contains no initial values; send 61706 of float32");
    assertRefused(
        new Change(BARE)
            .graph(lenet5.toBuilder().setGraph(ByteString.copyFromUtf8("no model")).build(), BYTES),
        "model");
  }

  @Test
  void refusesANetworkThatDoesNotFitTheDataSet() {
    assertRefused(
        new Change(BARE).network("100-10"),
        "network: '100-10' does not fit the data set: expected 784 inputs, as a sample of"
            + " mnist-sample has, found 100");
    assertRefused(
        new Change(BARE).network("784-5"),
        "network: '784-5' does not fit the data set: expected at least 10 outputs");
    assertRefused(new Change(BARE).network("784"), "network: '784' has no layer");
  }

  @Test
  void saysHowItTrains() throws InterruptedException {
    RunPlan plan =
        planner.plan(
            new Change(BARE)
                .training(
                    optimizer(OptimizerChoice.Kind.MOMENTUM, 0.1, null, 0.0005, true),
                    new LearningRateSchedule(LearningRateSchedule.Kind.COSINE, 24)));
    assertThat(plan.specification().getOptimizer())
        .isEqualTo(
            Optimizer.newBuilder()
                .setName("momentum")
                .setLearningRate(0.1)
                .setMomentum(0.9)
                .setWeightDecay(0.0005)
                .setNesterov(true)
                .build());
    assertThat(plan.specification().getSchedule()).isEqualTo("cosine");
    assertThat(plan.specification().getWarmupSteps()).isEqualTo(24);
  }

  @Test
  void decaysWeightsByDefaultOfAdamwAlone() throws InterruptedException {
    for (OptimizerChoice.Kind kind : OptimizerChoice.Kind.values()) {
      RunRequest request = new Change(BARE).optimizer(optimizer(kind, 0.1, null, null, false));
      assertThat(planner.plan(request).training().optimizer().weightDecay())
          .as(kind.toString())
          .isEqualTo(kind == OptimizerChoice.Kind.ADAMW ? 0.01 : 0);
    }
    RunRequest none =
        new Change(BARE).optimizer(optimizer(OptimizerChoice.Kind.ADAMW, 0.1, null, 0.0, false));
    assertThat(planner.plan(none).training().optimizer().weightDecay()).isZero();
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
        "loss: '%s' does not suit the classes of mnist-sample; train with cross-entropy or"
                .formatted(kind)
            + " squared-error");
  }

  @Test
  void refusesAWarmupLongerThanTheRun() {
    assertRefused(
        new Change(BARE)
            .training(
                BARE.optimizer(), new LearningRateSchedule(LearningRateSchedule.Kind.STEP, 25)),
        "warmup: 25 steps are more than the 24 of the run; choose fewer, or more epochs");
  }

  private static OptimizerChoice optimizer(
      OptimizerChoice.Kind kind,
      double rate,
      Double momentum,
      Double weightDecay,
      boolean nesterov) {
    return OptimizerChoice.of(kind, rate, optional(momentum), optional(weightDecay), nesterov);
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  @Test
  void refusesUnknownCurvaturesAndTooManyFreshSamples() {
    assertRefused(
        new Change(BARE).curvatures("ggn", "hesian"),
        "curvature: 'hesian' is unknown: there is no operator 'hesian'. A name is");
    assertRefused(
        new Change(BARE).curvatures("ggn@fresh:11501"),
        "curvature 'ggn@fresh:11501': beside the step's own, data set mnist-sample has 11500"
            + " training samples");
    assertRefused(
        new Change(BARE).curvatures("ggn@test:99999"),
        "curvature 'ggn@test:99999': data set mnist-sample has");
  }

  @Test
  void plansWhatToObserveBesideTheCurvatures() throws InterruptedException {
    RunPlan plan = planner.plan(new Change(BARE).observables("trace@50", "noise"));

    assertThat(plan.specification().getObservablesList()).containsExactly("trace@50", "noise");
  }

  @Test
  void refusesWhatNoCurvatureOfTheRunHas() {
    assertRefused(
        new Change(BARE).observables("trase@2"),
        "'trase@2' is no observable; expected NAME or NAME@K");
    assertRefused(
        new Change(BARE).observables("trace", "trace@5"), "observable 'trace' is named twice");
    assertRefused(
        new Change(new Change(BARE).curvatures("fisher-empirical", "ggn/layer"))
            .observables("eigenvalue@9"),
        "observable 'eigenvalue@9': it is a number of a matrix, and none of the curvatures asked"
            + " for has it; ask for hessian or ggn too");
  }

  @Test
  void refusesAnUnknownDataSet() {
    assertRefused(
        new Change(BARE).dataset("cifar"),
        "unknown data set 'cifar'; there are mnist, mnist-sample, fashion-mnist, cifar-10, tulips,"
            + " waves; one of your own is a folder");
  }

  @Test
  void plansARunOnADataSetOfTheUsersOwn() throws InterruptedException {
    RunRequest tulips = new Change(new Change(BARE).dataset("tulips")).network("12-3");
    RunPlan plan = planner.plan(new Change(tulips).run(Optional.empty()));
    assertThat(plan.run()).startsWith("tulips-");
    assertThat(plan.specification().getDataset()).isEqualTo("tulips");
    assertThat(plan.specification().getNormalisation().getMeansList())
        .containsExactly(0.5, 0.4, 0.3);
    assertThat(plan.specification().getNormalisation().getStandardDeviationsList())
        .containsExactly(0.25, 0.2, 0.1);
    assertThat(plan.warnings())
        .containsExactly("Data set tulips has no test samples: the run is not evaluated.");
    assertRefused(
        new Change(tulips).curvatures("ggn@test:5"),
        "curvature 'ggn@test:5': data set tulips has no test samples");
    RunRequest waves = new Change(new Change(BARE).dataset("waves")).network("2-3");
    assertThat(planner.plan(waves).specification().hasNormalisation()).isFalse();
    assertThat(planner.plan(waves).warnings()).isEmpty();
    assertRefused(
        new Change(waves).network("2-4"),
        "network: '2-4' does not fit the data set: expected 3 outputs, as a target of waves has");
  }

  private void assertRefused(RunRequest request, String message) {
    assertThatThrownBy(() -> planner.plan(request))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  private static Map<String, Shape> shapes(RunPlan plan) {
    return plan.training().network().graph().declared();
  }

  /** A request with one thing changed. */
  private record Change(RunRequest of) {

    RunRequest run(Optional<String> run) {
      return with(run, of.dataset(), of.network(), of.optimizer(), of.schedule(), List.of());
    }

    RunRequest dataset(String name) {
      return with(
          of.run(),
          Optional.of(name),
          of.network(),
          of.optimizer(),
          of.schedule(),
          of.curvatures());
    }

    RunRequest network(String network) {
      return with(of.run(), of.dataset(), network, of.optimizer(), of.schedule(), of.curvatures());
    }

    RunRequest graph(RunSpecification like, IntFunction<Optional<ByteBuffer>> initialParameters) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      like.getParametersList()
          .forEach(one -> shapes.put(one.getName(), new Shape(one.getShapeList())));
      int count = (int) shapes.values().stream().mapToLong(Shape::size).sum();
      return new RunRequest(
          of.run(),
          of.dataset(),
          like.getNetwork(),
          of.activation(),
          Optional.of(new RequestedGraph(like.getGraph().asReadOnlyByteBuffer(), shapes)),
          of.loss(),
          of.optimizer(),
          of.schedule(),
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          of.curvatures(),
          of.observables(),
          of.publishEvery(),
          of.whenBehind(),
          initialParameters.apply(count),
          of.sampleOrder());
    }

    RunRequest loss(Loss loss) {
      return new RunRequest(
          of.run(),
          of.dataset(),
          of.network(),
          of.activation(),
          of.graph(),
          loss,
          of.optimizer(),
          of.schedule(),
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          of.curvatures(),
          of.observables(),
          of.publishEvery(),
          of.whenBehind(),
          of.initialParameters(),
          of.sampleOrder());
    }

    RunRequest optimizer(OptimizerChoice optimizer) {
      return training(optimizer, of.schedule());
    }

    RunRequest training(OptimizerChoice optimizer, LearningRateSchedule schedule) {
      return with(of.run(), of.dataset(), of.network(), optimizer, schedule, of.curvatures());
    }

    RunRequest curvatures(String... names) {
      return with(
          of.run(), of.dataset(), of.network(), of.optimizer(), of.schedule(), List.of(names));
    }

    RunRequest observables(String... names) {
      return new RunRequest(
          of.run(),
          of.dataset(),
          of.network(),
          of.activation(),
          of.graph(),
          of.loss(),
          of.optimizer(),
          of.schedule(),
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          of.curvatures(),
          List.of(names),
          of.publishEvery(),
          of.whenBehind(),
          of.initialParameters(),
          of.sampleOrder());
    }

    RunRequest from(ByteBuffer parameters, ByteBuffer order) {
      return new RunRequest(
          of.run(),
          of.dataset(),
          of.network(),
          of.activation(),
          of.graph(),
          of.loss(),
          of.optimizer(),
          of.schedule(),
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          of.curvatures(),
          of.observables(),
          of.publishEvery(),
          of.whenBehind(),
          Optional.ofNullable(parameters),
          Optional.ofNullable(order));
    }

    private RunRequest with(
        Optional<String> run,
        Optional<String> dataset,
        String network,
        OptimizerChoice optimizer,
        LearningRateSchedule schedule,
        List<String> curvatures) {
      return new RunRequest(
          run,
          dataset,
          network,
          of.activation(),
          of.graph(),
          of.loss(),
          optimizer,
          schedule,
          of.batchSize(),
          of.epochs(),
          of.seed(),
          of.device(),
          curvatures,
          of.observables(),
          of.publishEvery(),
          of.whenBehind(),
          of.initialParameters(),
          of.sampleOrder());
    }
  }
}
