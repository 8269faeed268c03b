package io.alphascope.curvatureservice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.alphascope.curvature.StepOutcome;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.LayerObservation;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.step.BatchSource;
import io.alphascope.curvature.step.Step;
import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.curvatureservice.decode.Datasets;
import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.decode.StepDecoder;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.machine.LackException;
import io.alphascope.curvatureservice.metrics.ServiceMetrics;
import io.alphascope.curvatureservice.runs.KnownRuns;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.GroupedStep;
import io.alphascope.events.LayerObserved;
import io.alphascope.events.Parameter;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensors;
import io.alphascope.events.Topic;
import io.alphascope.workload.dataset.DatasetException;
import io.alphascope.workload.graph.Graph;
import io.alphascope.workload.graph.GraphInput;
import io.alphascope.workload.graph.Node;
import io.alphascope.workload.onnx.OnnxWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class StepProcessorTest {

  private static final LinearRun RUN = new LinearRun("run");

  private final Set<String> knownRuns = new HashSet<>();
  private final Set<String> deletedRuns = new HashSet<>();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private List<CurvatureName> asked = List.of();
  private List<ObservableChoice> askedBeside = List.of();
  private List<ObservableChoice> defaultObservables = List.of();
  private List<StepOutcome.Refusal> refusals = List.of();
  private Observing observation =
      (step, curvatures, batches) -> {
        asked = curvatures;
        batches.batch(curvatures.get(0).batch());
        return curvatures.stream().map(name -> ObservationFixture.of(name, null)).toList();
      };

  /** Observes all curvatures that are asked for. */
  private interface Observing {

    List<Observation> observe(Step step, List<CurvatureName> curvatures, BatchSource batches);
  }

  private List<OutgoingRecord> process(byte[] value) throws InterruptedException {
    return processor()
        .process(
            new ConsumerRecord<>(
                "training.steps", 2, 7, "the-key", value == null ? null : ByteBuffer.wrap(value)));
  }

  private StepProcessor processor() {
    return new StepProcessor(
        new StepDecoder(new Datasets(StepProcessorTest::noDatasets, Clock.systemUTC())),
        (step, request, batches) -> {
          askedBeside = request.observables();
          return new StepOutcome(
              observation.observe(step, request.curvatures(), batches), refusals);
        },
        CurvatureName.parseList("hessian,ggn,hessian@fresh:256"),
        defaultObservables,
        new ReadRuns(knownRuns, deletedRuns),
        new ServiceMetrics(registry),
        Clock.fixed(Instant.ofEpochSecond(99), ZoneOffset.UTC));
  }

  private static io.alphascope.workload.dataset.Dataset noDatasets(String name) {
    throw new DatasetException("no data sets here");
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private static <M extends MessageLite> List<M> values(
      List<OutgoingRecord> records, Topic topic, Class<M> type) {
    return records.stream()
        .filter(record -> record.topic() == topic)
        .map(record -> type.cast(record.value()))
        .toList();
  }

  @Test
  void publishesAnObservationPerCurvature() throws InterruptedException {
    knownRuns.add("run");
    StepTaken.Builder step = RUN.step(5);
    step.getSpecificationBuilder().addCurvatures("ggn/layer").addCurvatures("hessian");

    List<OutgoingRecord> results = process(step.build().toByteArray());

    assertThat(results)
        .extracting(OutgoingRecord::key)
        .containsExactly("run/5/ggn/layer", "run/5/hessian");
    CurvatureObserved first = values(results, Topic.OBSERVATIONS, CurvatureObserved.class).get(0);
    assertThat(first.getCurvature()).isEqualTo("ggn/layer");
    assertThat(first.getStatus()).isEqualTo(CurvatureObserved.Status.OK);
    assertThat(first.getAlphaStar()).isEqualTo(2);
    assertThat(first.getSlope()).isEqualTo(-1);
    assertThat(first.hasSlopePublished()).isFalse();
    assertThat(first.hasGradientDisagrees()).isFalse();
    assertThat(first.getWorkload()).isEqualTo("2-1 relu, sum of squared-error, data of its own");
    assertThat(count("alphascope.steps.observed")).isEqualTo(1);
    assertThat(registry.get("alphascope.observations").tag("status", "ok").counter().count())
        .isEqualTo(2);
  }

  @Test
  void publishesTheLayersOfAnObservation() throws InterruptedException {
    knownRuns.add("run");
    observation =
        (step, curvatures, batches) ->
            List.of(
                ObservationFixture.of(curvatures.get(0), null)
                    .withLayers(
                        List.of(
                            new LayerObservation("fc1", -1, 0.5, OptionalDouble.of(2), 0.6, 3),
                            new LayerObservation("fc2", 0, 0, OptionalDouble.empty(), 0.8, 4))));

    List<OutgoingRecord> results = process(RUN.step(0).build().toByteArray());

    CurvatureObserved published =
        values(results, Topic.OBSERVATIONS, CurvatureObserved.class).get(0);
    assertThat(published.getLayersList())
        .containsExactly(
            LayerObserved.newBuilder()
                .setLayer("fc1")
                .setSlope(-1)
                .setCurvatureValue(0.5)
                .setAlphaStar(2)
                .setStepNorm(0.6)
                .setParameterNorm(3)
                .build(),
            LayerObserved.newBuilder()
                .setLayer("fc2")
                .setSlope(0)
                .setCurvatureValue(0)
                .setStepNorm(0.8)
                .setParameterNorm(4)
                .build());
  }

  @Test
  void aStepThatDoesNotSayItsRateHasNone() throws InterruptedException {
    knownRuns.add("run");
    List<Optional<Double>> rates = new ArrayList<>();
    observation =
        (step, curvatures, batches) -> {
          rates.add(step.learningRate().stream().boxed().findFirst());
          return List.of(ObservationFixture.of(curvatures.get(0), null));
        };

    List<OutgoingRecord> silent = process(RUN.step(0).clearLearningRate().build().toByteArray());
    List<OutgoingRecord> zero = process(RUN.step(1).setLearningRate(0).build().toByteArray());

    assertThat(rates).containsExactly(Optional.empty(), Optional.of(0.0));
    assertThat(values(silent, Topic.OBSERVATIONS, CurvatureObserved.class).get(0).hasLearningRate())
        .isFalse();
    assertThat(values(zero, Topic.OBSERVATIONS, CurvatureObserved.class).get(0).hasLearningRate())
        .isTrue();
  }

  @Test
  void observesWhatIsPossibleOfTheDefaultsOnDataThatAStepCarries() throws InterruptedException {
    process(RUN.step(0).build().toByteArray());

    assertThat(asked).isEqualTo(CurvatureName.parseList("hessian,ggn"));
    assertThat(count("alphascope.observations.refused")).isZero();
  }

  @Test
  void countsWhatAStepAsksForInVain() throws InterruptedException {
    knownRuns.add("run");
    StepTaken.Builder step = RUN.step(0);
    step.getSpecificationBuilder().addCurvatures("hessian@fresh:2").addCurvatures("ggn@fresh:2");

    List<OutgoingRecord> results = process(step.build().toByteArray());

    assertThat(results).isEmpty();
    assertThat(count("alphascope.observations.refused")).isEqualTo(2);
  }

  private void processAsking(StepProcessor processor, long step, String... observables)
      throws InterruptedException {
    StepTaken.Builder event = RUN.step(step);
    event.getSpecificationBuilder().addAllObservables(List.of(observables));
    askedBeside = List.of();
    processor.process(record(event.build()));
  }

  @Test
  void observesBesideTheCurvaturesWhatIsDue() throws InterruptedException {
    defaultObservables = ObservableChoice.parseList("hutchinson");

    processAsking(processor(), 4, "trace@2", "noise", "eigenvalue@3");
    assertThat(askedBeside).isEqualTo(ObservableChoice.parseList("trace@2,noise"));
    processAsking(processor(), 5, "trace@2", "noise", "eigenvalue@3");
    assertThat(askedBeside).isEqualTo(ObservableChoice.parseList("noise"));
  }

  @Test
  void observesTheServicesObservablesOfAStepThatAsksForNone() throws InterruptedException {
    defaultObservables = ObservableChoice.parseList("trace@2,noise");

    processAsking(processor(), 4);
    assertThat(askedBeside).isEqualTo(ObservableChoice.parseList("trace@2,noise"));
    processAsking(processor(), 5);
    assertThat(askedBeside).isEqualTo(ObservableChoice.parseList("noise"));
  }

  @Test
  void aReplayObservesWhatItAsksForElseWhatTheRunDoes() throws MalformedStepException {
    StepTaken.Builder event = RUN.step(6);
    event.getSpecificationBuilder().addObservables("trace@2");
    List<CurvatureName> ggn = CurvatureName.parseList("ggn");

    processor().replay(GroupedStep.of(event.build()), ggn, List.of());
    assertThat(askedBeside).isEqualTo(ObservableChoice.parseList("trace@2"));
    processor()
        .replay(GroupedStep.of(event.build()), ggn, ObservableChoice.parseList("noise@3,tic@4"));
    assertThat(askedBeside).isEqualTo(ObservableChoice.parseList("noise@3"));
    processor().replay(GroupedStep.of(event.build()), CurvatureName.parseList("kfac"), List.of());
    assertThat(askedBeside).as("what kfac does not have").isEmpty();
  }

  @Test
  void countsWhatIsRefusedOfAStepAndWarnsOnceARun()
      throws InterruptedException, MalformedStepException {
    knownRuns.add("run");
    refusals = List.of(new StepOutcome.Refusal("eigenvalue of ggn", "did not converge"));
    StepProcessor processor = processor();
    List<String> warnings = new ArrayList<>();
    ExtHandler listener =
        new ExtHandler() {
          @Override
          protected void doPublish(ExtLogRecord logged) {
            warnings.add(logged.getFormattedMessage());
          }
        };
    Logger logger = Logger.getLogger(StepProcessor.class.getName());
    logger.addHandler(listener);
    try {
      for (long step = 0; step < 3; step++) {
        processAsking(processor, step, "eigenvalue");
      }
    } finally {
      logger.removeHandler(listener);
    }

    assertThat(count("alphascope.observations.refused")).isEqualTo(3);
    assertThat(count("alphascope.steps.observed")).isEqualTo(3);
    assertThat(warnings)
        .containsExactly("run run: eigenvalue of ggn is not observed: did not converge");
    assertThat(
            processor
                .replay(
                    GroupedStep.of(RUN.step(0).build()), CurvatureName.parseList("ggn"), List.of())
                .refused())
        .containsExactly(Map.entry("eigenvalue of ggn", "did not converge"));
  }

  /** ℓᵢ = (w'xᵢ)². */
  private static StepTaken.Builder stepOfGraphLoss() {
    Graph graph =
        new Graph(
            List.of(new GraphInput("x", DataType.FLOAT32, new long[] {-1, 2})),
            List.of(
                Node.of("MatMul", "y", Map.of(), "x", "w"),
                Node.of("Mul", "loss", Map.of(), "y", "y")),
            Map.of(),
            Map.of("w", new Shape(2)),
            "loss");
    StepTaken.Builder step = RUN.step(0).clearGradient();
    step.setTheta0(Tensors.of(new double[] {1, 2}, 2)).setTheta1(Tensors.of(new double[2], 2));
    step.getBatchDataBuilder().clearTargets();
    step.getSpecificationBuilder()
        .setLoss("graph")
        .setGraph(ByteString.copyFrom(OnnxWriter.write(graph.boundTo(graph.declared()))))
        .addParameters(Parameter.newBuilder().setName("w").addShape(2));
    return step;
  }

  @Test
  void aGraphsLossHasNoGaussNewtonMatrix() throws InterruptedException, MalformedStepException {
    knownRuns.add("run");
    StepTaken.Builder step = stepOfGraphLoss();

    process(step.build().toByteArray());
    assertThat(asked).isEqualTo(CurvatureName.parseList("hessian"));
    assertThat(count("alphascope.observations.refused")).isZero();

    ReplayedStep replayed =
        processor()
            .replay(
                GroupedStep.of(step.build()),
                CurvatureName.parseList("hessian/layer,ggn/layer"),
                List.of());
    assertThat(replayed.observations()).hasSize(1);
    assertThat(replayed.refused().get("ggn/layer")).contains("there is no Gauss-Newton matrix");

    step.getSpecificationBuilder().addCurvatures("ggn");
    assertThat(process(step.build().toByteArray())).isEmpty();
    assertThat(count("alphascope.observations.refused")).isEqualTo(1);
  }

  @Test
  void aGroupGivesTheObservationsOfItsSteps() throws InterruptedException {
    knownRuns.add("run");
    List<StepTaken> steps = RUN.successive(8, 4);
    List<OutgoingRecord> apart = new ArrayList<>();
    for (StepTaken step : steps) {
      apart.addAll(process(step.toByteArray()));
    }

    List<OutgoingRecord> together = process(StepGroup.join(steps).toByteArray());

    assertThat(together).isEqualTo(apart).hasSize(8);
    assertThat(together)
        .extracting(OutgoingRecord::key)
        .startsWith("run/8/hessian", "run/8/ggn", "run/9/hessian");
    assertThat(count("alphascope.steps.observed")).isEqualTo(8);
  }

  @Test
  void ofABrokenGroupEachStepIsObservedOrADeadLetterOfItsOwn() throws InterruptedException {
    knownRuns.add("run");
    StepTaken.Builder group = StepGroup.join(RUN.successive(8, 4)).toBuilder();
    group.getFollowingStepsBuilder(1).setTheta1Crc32(1);

    List<OutgoingRecord> results = process(group.setGroupSize(5).build().toByteArray());

    assertThat(results)
        .extracting(OutgoingRecord::key)
        .containsExactly(
            "run/8/hessian",
            "run/8/ggn",
            "run/9/hessian",
            "run/9/ggn",
            "run/10",
            "run/11",
            "run/12");
    List<DeadLetter> letters = values(results, Topic.STEPS_DEAD_LETTER, DeadLetter.class);
    assertThat(letters).extracting(DeadLetter::getStep).containsExactly(10L, 11L, 12L);
    assertThat(letters).allMatch(letter -> letter.getOffset() == 7 && letter.getPartition() == 2);
    assertThat(letters)
        .extracting(letter -> letter.getReason().split(",")[0].split(" found")[0])
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("theta1_crc32: expected "),
            reason -> assertThat(reason).isEqualTo("theta0: expected theta1 of step 10"),
            reason -> assertThat(reason).isEqualTo("group_size: expected 5 steps"));
    assertThat(count("alphascope.dead.letters")).isEqualTo(3);
    assertThat(count("alphascope.steps.observed")).isEqualTo(2);
  }

  @Test
  void aGroupThatIsHeldIsCountedOnce() throws InterruptedException {
    knownRuns.add("run");
    Observing enough = observation;
    observation =
        (step, curvatures, batches) -> {
          if (step.draws().step() == 10) {
            throw new IllegalStateException(LackException.ofDataset("mnist", "not here", null));
          }
          return enough.observe(step, curvatures, batches);
        };
    byte[] group = StepGroup.join(RUN.successive(8, 4)).toByteArray();

    assertThatThrownBy(() -> process(group)).hasRootCauseInstanceOf(LackException.class);
    observation = enough;

    assertThat(process(group)).hasSize(8);
    assertThat(count("alphascope.steps.observed")).isEqualTo(4);
  }

  @Test
  void announcesAForeignRunWithItsFirstStepOnly() throws InterruptedException {
    StepProcessor processor = processor();

    List<OutgoingRecord> first = processor.process(record(RUN.step(4).build()));
    List<OutgoingRecord> second = processor.process(record(RUN.step(5).build()));

    RunChanged announced = values(first, Topic.RUNS, RunChanged.class).get(0);
    assertThat(announced.getState()).isEqualTo(RunChanged.State.FOREIGN);
    assertThat(announced.getStarted().getSeconds()).isEqualTo(1_700_000_004);
    assertThat(announced.getMessage()).contains("another client");
    assertThat(values(second, Topic.RUNS, RunChanged.class)).isEmpty();
  }

  @Test
  void ignoresStepsOfADeletedRunWellFormedOrNot() throws InterruptedException {
    deletedRuns.add("run");

    assertThat(process(RUN.step(4).build().toByteArray())).isEmpty();
    assertThat(process(RUN.step(5).clearTheta0().build().toByteArray())).isEmpty();

    assertThat(count("alphascope.steps.of.deleted.runs")).isEqualTo(2);
    assertThat(count("alphascope.steps.observed")).isZero();
    assertThat(count("alphascope.dead.letters")).isZero();
  }

  @Test
  void writesADeadLetterThatRefersToTheRecord() throws InterruptedException {
    List<OutgoingRecord> results = process(RUN.step(3).clearTheta0().build().toByteArray());

    assertThat(results).hasSize(1);
    assertThat(results.get(0).key()).isEqualTo("the-key");
    DeadLetter letter = values(results, Topic.STEPS_DEAD_LETTER, DeadLetter.class).get(0);
    assertThat(letter.getTopic()).isEqualTo("training.steps");
    assertThat(letter.getPartition()).isEqualTo(2);
    assertThat(letter.getOffset()).isEqualTo(7);
    assertThat(letter.getRun()).isEqualTo("run");
    assertThat(letter.getStep()).isEqualTo(3);
    assertThat(letter.getTime().getSeconds()).isEqualTo(99);
    assertThat(letter.getReason())
        .isEqualTo("theta0: expected the parameters before the step, found none");
    assertThat(count("alphascope.dead.letters")).isEqualTo(1);
  }

  @Test
  void writesADeadLetterForARecordWithoutValue() throws InterruptedException {
    DeadLetter letter = values(process(null), Topic.STEPS_DEAD_LETTER, DeadLetter.class).get(0);

    assertThat(letter.getReason()).isEqualTo("value: expected a StepTaken, found none");
    assertThat(letter.hasStep()).isFalse();
  }

  @Test
  void writesADeadLetterWhenTheComputationFails() throws InterruptedException {
    knownRuns.add("run");
    observation =
        (step, curvatures, batches) -> {
          throw new IllegalStateException("engine broke");
        };

    List<OutgoingRecord> results = process(RUN.step(0).build().toByteArray());

    assertThat(values(results, Topic.STEPS_DEAD_LETTER, DeadLetter.class))
        .singleElement()
        .satisfies(letter -> assertThat(letter.getReason()).contains("engine broke"));
  }

  @Test
  void countsAPublishedGradientThatContradictsTheData() throws InterruptedException {
    observation =
        (step, curvatures, batches) ->
            curvatures.stream().map(name -> ObservationFixture.of(name, -1.01)).toList();

    List<OutgoingRecord> results = process(RUN.step(0).build().toByteArray());

    assertThat(count("alphascope.inconsistent.gradients")).isEqualTo(1);
    assertThat(values(results, Topic.OBSERVATIONS, CurvatureObserved.class))
        .isNotEmpty()
        .allMatch(CurvatureObserved::getGradientDisagrees);
  }

  @Test
  void saysOfAPublishedGradientThatItAgrees() throws InterruptedException {
    observation =
        (step, curvatures, batches) ->
            curvatures.stream().map(name -> ObservationFixture.of(name, -1.0)).toList();

    List<OutgoingRecord> results = process(RUN.step(0).build().toByteArray());

    assertThat(values(results, Topic.OBSERVATIONS, CurvatureObserved.class))
        .isNotEmpty()
        .allMatch(CurvatureObserved::hasGradientDisagrees)
        .noneMatch(CurvatureObserved::getGradientDisagrees);
  }

  @Property
  void endsAnyBytesInExactlyOneDeadLetter(@ForAll @Size(max = 300) byte[] garbage)
      throws InterruptedException {
    assertThat(process(garbage))
        .singleElement()
        .satisfies(record -> assertThat(record.topic()).isEqualTo(Topic.STEPS_DEAD_LETTER));
  }

  @Property
  void endsADamagedStepInObservationsOrOneDeadLetter(@ForAll long seed)
      throws InterruptedException {
    knownRuns.add("run");
    byte[] record = RUN.step(1).build().toByteArray();
    Random random = new Random(seed);
    for (int damage = random.nextInt(4); damage >= 0; damage--) {
      record[random.nextInt(record.length)] = (byte) random.nextInt();
    }

    List<OutgoingRecord> results = process(record);

    assertThat(results).isNotEmpty();
    assertThat(results.stream().filter(found -> found.topic() == Topic.STEPS_DEAD_LETTER).count())
        .isEqualTo(
            results.stream().noneMatch(found -> found.topic() == Topic.OBSERVATIONS) ? 1 : 0);
  }

  @Test
  void whatThisMachineLacksIsNoDeadLetterAndLosesNoAnnouncement() throws InterruptedException {
    StepTaken step = RUN.step(5).build();
    Observing enough = observation;
    observation =
        (one, curvatures, batches) -> {
          throw new OutOfMemoryError("Java heap space");
        };
    StepProcessor processor = processor();

    assertThatThrownBy(() -> processor.process(record(step))).isInstanceOf(OutOfMemoryError.class);
    observation =
        (one, curvatures, batches) -> {
          throw new IllegalStateException(LackException.ofDataset("mnist", "not here", null));
        };
    assertThatThrownBy(() -> processor.process(record(step)))
        .hasRootCauseInstanceOf(LackException.class);
    observation = enough;

    assertThat(processor.process(record(step)))
        .extracting(OutgoingRecord::topic)
        .containsExactly(Topic.RUNS, Topic.OBSERVATIONS, Topic.OBSERVATIONS);
    assertThat(registry.get("alphascope.dead.letters").counter().count()).isZero();
  }

  @Test
  void saysOfAReplayedStepWhichCurvaturesHaveNoSamples() throws MalformedStepException {
    ReplayedStep replayed =
        processor()
            .replay(
                GroupedStep.of(RUN.step(0).build()),
                CurvatureName.parseList("ggn,hessian@fresh:7,ggn@all"),
                List.of());

    assertThat(replayed.observations()).hasSize(1);
    assertThat(replayed.refused())
        .containsOnlyKeys("hessian@fresh:7", "ggn@all")
        .containsValue("steps that carry their own data have no other samples");
  }

  @Test
  void aReplayedStepWhoseObservationFailsIsAMistakeOfItsOwn() {
    observation =
        (one, curvatures, batches) -> {
          throw new IllegalStateException("out of luck");
        };

    assertThatThrownBy(
            () ->
                processor()
                    .replay(
                        GroupedStep.of(RUN.step(0).build()),
                        CurvatureName.parseList("ggn"),
                        List.of()))
        .isInstanceOf(MalformedStepException.class)
        .hasMessageContaining("out of luck");
  }

  private static ConsumerRecord<String, ByteBuffer> record(StepTaken step) {
    return new ConsumerRecord<>(
        "training.steps", 0, step.getStep(), "key", ByteBuffer.wrap(step.toByteArray()));
  }

  /** Runs that are known at once. */
  private record ReadRuns(Set<String> runs, Set<String> deleted) implements KnownRuns {

    @Override
    public boolean contains(String run) {
      return runs.contains(run);
    }

    @Override
    public boolean isDeleted(String run) {
      return deleted.contains(run);
    }

    @Override
    public void awaitEnd() {}
  }
}
