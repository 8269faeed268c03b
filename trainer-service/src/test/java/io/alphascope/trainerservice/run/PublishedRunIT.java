package io.alphascope.trainerservice.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.events.FollowingStep;
import io.alphascope.events.GradientDescent;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepReader;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.service.request.RefusedException;
import io.alphascope.trainerservice.plan.TestRequests;
import io.alphascope.trainerservice.plan.WhenBehind;
import io.alphascope.trainerservice.training.LearningRateSchedule;
import io.alphascope.trainerservice.training.OptimizerChoice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs and what they leave in Kafka, on a real broker. */
class PublishedRunIT {

  /** Bytes of θ, 784 × 10 + 10 float32. */
  private static final int VECTOR = 7_850 * Float.BYTES;

  private static EmbeddedKafka kafka;
  private static TestTrainer trainer;

  @BeforeAll
  static void start() throws InterruptedException {
    kafka = new EmbeddedKafka();
    trainer = trainer(Map.of());
  }

  @AfterAll
  static void stop() {
    trainer.close();
    kafka.close();
  }

  private static TestTrainer trainer(Map<String, String> settings) throws InterruptedException {
    return new TestTrainer(kafka.bootstrapServers(), settings, Optional.empty());
  }

  @Test
  void publishesEveryStepExactlyOnceAndSaysSo() throws Exception {
    RunChanged ended = trainer.train(TestRequests.request("every-step"));

    List<StepTaken> steps = trainer.published("every-step");
    assertThat(steps).extracting(StepTaken::getStep).containsExactly(boxed(0, 24, 1));
    for (int step = 1; step < 24; step++) {
      assertThat(steps.get(step).getTheta0()).isEqualTo(steps.get(step - 1).getTheta1());
    }
    assertThat(ended.getState()).isEqualTo(RunChanged.State.COMPLETED);
    assertThat(ended.getStepsPlanned()).isEqualTo(24);
    assertThat(ended.getStepsTaken()).isEqualTo(24);
    assertThat(ended.getStepsPublished()).isEqualTo(24);
    assertThat(ended.getLastPublishedStep()).isEqualTo(23);
    assertThat(ended.getEvaluations(0).getTestAccuracy()).isGreaterThan(0.7);
    assertThat(trainer.awaitJournal("every-step", RunChanged.State.COMPLETED)).isEqualTo(ended);
  }

  @Test
  void eightStepsOfGradientDescentShareARecordOfNineVectors() throws Exception {
    RunChanged ended = trainer.train(TestRequests.request("grouped"));

    List<ConsumerRecord<String, byte[]>> records = trainer.records("grouped");
    assertThat(records).extracting(ConsumerRecord::key).contains("grouped/0");
    assertThat(records).hasSize((int) ended.getRecordsPublished());
    assertThat(ended.getStepsPerEvent()).isEqualTo(8);
    for (ConsumerRecord<String, byte[]> record : records) {
      StepTaken group = StepReader.read(ByteBuffer.wrap(record.value()));
      int steps = 1 + group.getFollowingStepsCount();
      assertThat(group.getStep() / 8).isEqualTo((group.getStep() + steps - 1) / 8);
      assertThat(record.value().length)
          .isBetween((1 + steps) * VECTOR, (1 + steps) * VECTOR + steps * 2_000);
      assertThat(record.partition())
          .isEqualTo(
              Utils.toPositive(
                      Utils.murmur2(("grouped/" + group.getStep() / 8 * 8).getBytes(UTF_8)))
                  % 6);
    }
    for (StepTaken step : trainer.published("grouped")) {
      assertThat(step.getTheta1())
          .isEqualTo(
              GradientDescent.step(step.getTheta0(), step.getLearningRate(), step.getGradient()));
    }
  }

  @Test
  void otherOptimizersCarryTheirResultsInGroups() throws Exception {
    trainer.train(
        TestRequests.request(
            "momentum",
            OptimizerChoice.of(
                OptimizerChoice.Kind.MOMENTUM,
                0.01,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                false),
            new LearningRateSchedule(LearningRateSchedule.Kind.CONSTANT, 0)));

    for (ConsumerRecord<String, byte[]> record : trainer.records("momentum")) {
      StepTaken group = StepReader.read(ByteBuffer.wrap(record.value()));
      int steps = 1 + group.getFollowingStepsCount();
      assertThat(group.hasTheta1()).isTrue();
      assertThat(group.getFollowingStepsList()).allMatch(FollowingStep::hasTheta1);
      assertThat(record.value().length)
          .isBetween((1 + 2 * steps) * VECTOR, (1 + 2 * steps) * VECTOR + steps * 2_000);
    }
    List<StepTaken> steps = trainer.published("momentum");
    assertThat(steps).hasSize(24);
    for (int step = 1; step < 24; step++) {
      assertThat(steps.get(step).getTheta0()).isEqualTo(steps.get(step - 1).getTheta1());
    }
  }

  @Test
  void publishesSingleStepsWhereThatIsConfigured() throws Exception {
    try (TestTrainer single = trainer(Map.of("alphascope.steps-per-event", "1"))) {
      RunChanged ended = single.train(TestRequests.request("singles"));

      assertThat(single.records("singles")).hasSize(24);
      assertThat(ended.getRecordsPublished()).isEqualTo(24);
      assertThat(ended.getStepsPerEvent()).isEqualTo(1);
    }
  }

  @Test
  void putsAsManyStepsIntoARecordAsTheBrokerAccepts() throws Exception {
    // 3 vectors of a single step, and 2 for each of the two that follow.
    int accepted = 7 * VECTOR + 10_000;
    try (TestTrainer small =
        trainer(Map.of("alphascope.largest-event-bytes", Integer.toString(accepted)))) {
      RunChanged ended = small.train(TestRequests.request("small"));

      assertThat(ended.getStepsPerEvent()).isEqualTo(3);
      assertThat(small.published("small")).hasSize(24);
    }
  }

  @Test
  void stepsStandAlone() throws Exception {
    trainer.train(TestRequests.request("alone"));

    for (StepTaken step : trainer.published("alone").subList(0, 3)) {
      assertThat(step.getSpecification().getNetwork()).isEqualTo("784-10");
      assertThat(step.getSpecification().getDataset()).isEqualTo("mnist-sample");
      assertThat(step.getTheta0().getElementType()).isEqualTo(Tensor.ElementType.FLOAT32);
      assertThat(step.getTheta0().getShapeList()).containsExactly(7_850L);
      assertThat(step.getLearningRate()).isEqualTo(0.1);
      PublishedGradient.assertOfItsOwnBatch(step);
    }
  }

  @Test
  void stepsOfARunThatAsksForDistancesSayHowFarTheyAreFromItsStart() throws Exception {
    trainer.train(TestRequests.observing("distances", "trace@50", "distance@7"));
    trainer.train(TestRequests.observing("no-distances", "trace@50"));

    List<StepTaken> steps = trainer.published("distances");
    ByteBuffer start = Tensors.littleEndian(steps.get(0).getTheta0());
    for (StepTaken step : steps) {
      ByteBuffer end = Tensors.littleEndian(step.getTheta1());
      double squares =
          IntStream.range(0, 7_850)
              .mapToDouble(k -> (double) end.getFloat(4 * k) - start.getFloat(4 * k))
              .map(moved -> moved * moved)
              .sum();
      assertThat(step.getParameterDistance())
          .isPositive()
          .isCloseTo(Math.sqrt(squares), within(1e-12));
      assertThat(step.getSpecification().getObservablesList())
          .containsExactly("trace@50", "distance@7");
    }
    assertThat(trainer.published("no-distances")).noneMatch(StepTaken::hasParameterDistance);
  }

  @Test
  void eachStepCarriesItsOwnRateAndTheGradientWithoutWeightDecay() throws Exception {
    LearningRateSchedule schedule = new LearningRateSchedule(LearningRateSchedule.Kind.COSINE, 4);
    trainer.train(
        TestRequests.request(
            "scheduled",
            OptimizerChoice.of(
                OptimizerChoice.Kind.ADAMW,
                0.01,
                OptionalDouble.empty(),
                OptionalDouble.of(0.1),
                false),
            schedule));

    List<StepTaken> steps = trainer.published("scheduled");
    assertThat(steps.subList(0, 5))
        .extracting(StepTaken::getLearningRate)
        .containsExactly(0.0025, 0.005, 0.0075, 0.01, 0.01);
    for (int step = 5; step < 24; step++) {
      assertThat(steps.get(step).getLearningRate())
          .isEqualTo(0.005 * (1 + Math.cos(Math.PI * (step - 4) / 20)), within(1e-15));
    }
    assertThat(steps.get(0).getSpecification().getSchedule()).isEqualTo("cosine");
    assertThat(steps.get(0).getSpecification().getWarmupSteps()).isEqualTo(4);
    assertThat(steps.get(0).getSpecification().getOptimizer().getWeightDecay()).isEqualTo(0.1);
    PublishedGradient.assertOfItsOwnBatch(steps.get(23));
  }

  @Test
  void sameSeedGivesTheSameBytes() throws Exception {
    trainer.train(TestRequests.request("seed-once"));
    trainer.train(TestRequests.request("seed-twice"));

    List<StepTaken> once = trainer.published("seed-once");
    List<StepTaken> twice = trainer.published("seed-twice");
    for (int step = 0; step < once.size(); step++) {
      assertThat(withoutNameAndTime(twice.get(step)).toByteString())
          .isEqualTo(withoutNameAndTime(once.get(step)).toByteString());
    }
  }

  private static StepTaken withoutNameAndTime(StepTaken step) {
    return step.toBuilder().clearRun().clearTime().build();
  }

  @Test
  void publishesEveryFifthStepWhereThatIsAsked() throws Exception {
    RunChanged ended = trainer.train(TestRequests.request("every-fifth", 1, 5, WhenBehind.WAIT));

    assertThat(trainer.published("every-fifth"))
        .extracting(StepTaken::getStep)
        .containsExactly(boxed(0, 24, 5));
    assertThat(ended.getStepsTaken()).isEqualTo(24);
    assertThat(ended.getStepsPublished()).isEqualTo(5);
    assertThat(ended.getLastPublishedStep()).isEqualTo(20);
  }

  @Test
  void publishesNothingWhereThatIsAsked() throws Exception {
    RunChanged ended = trainer.train(TestRequests.request("bare", 1, 0, WhenBehind.WAIT));

    assertThat(trainer.published("bare")).isEmpty();
    assertThat(ended.getState()).isEqualTo(RunChanged.State.COMPLETED);
    assertThat(ended.hasLastPublishedStep()).isFalse();
  }

  @Test
  void countsWhatItSkips() throws Exception {
    try (TestTrainer narrow = trainer(Map.of("alphascope.trainer.buffer-events", "1"))) {
      RunChanged ended = narrow.train(TestRequests.request("skipping", 4, 1, WhenBehind.SKIP));

      List<StepTaken> published = narrow.published("skipping");
      assertThat(ended.getStepsTaken()).isEqualTo(96);
      assertThat(ended.getStepsPublished()).isEqualTo(published.size());
      assertThat(ended.getStepsPublished() + ended.getStepsSkipped()).isEqualTo(96);
      assertThat(ended.getLastPublishedStep())
          .isEqualTo(published.get(published.size() - 1).getStep());
      assertThat(narrow.publishing.meters.counter("alphascope.trainer.steps.skipped").count())
          .isEqualTo(ended.getStepsSkipped());
    }
  }

  @Test
  void stopsOnRequestWithEverythingPublished() throws Exception {
    trainer.runs.start(TestRequests.request("stopped", 1_000, 1, WhenBehind.WAIT));
    trainer.runs.stop("stopped");
    RunChanged ended = trainer.awaitEnd("stopped");

    assertThat(ended.getState()).isEqualTo(RunChanged.State.STOPPED);
    assertThat(ended.getMessage()).isEqualTo("Stopped on request.");
    assertThat(trainer.published("stopped")).hasSize((int) ended.getStepsPublished());
  }

  @Test
  void refusesASecondRunAndNamesTheFirst() throws Exception {
    trainer.runs.start(TestRequests.request("first", 1_000, 1, WhenBehind.WAIT));
    assertThatThrownBy(() -> trainer.runs.start(TestRequests.request("second")))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(RefusedException.Reason.CONFLICT))
        .hasMessageContaining("first");
    trainer.runs.stop("first");
    trainer.awaitEnd("first");
  }

  @Test
  void refusesAnEventThatTheBrokerDoesNotTakeWithBothNumbers() throws Exception {
    try (TestTrainer small = trainer(Map.of("alphascope.largest-event-bytes", "90000"))) {
      assertThatThrownBy(() -> small.runs.start(TestRequests.request("too-large")))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("a step of 784-10 is an event of 9")
          .hasMessageContaining("the broker accepts 90000")
          .hasMessageContaining("alphascope.largest-event-bytes");
      assertThat(small.runs.find("too-large")).isEmpty();
    }
  }

  @Test
  void warnsOfARunThatTheStreamWillNotKeep() throws Exception {
    Map<String, String> settings = Map.of("alphascope.steps-retention-bytes", "20000000");
    try (TestTrainer forgetful = trainer(settings)) {
      Runs.View view =
          forgetful.runs.start(TestRequests.request("long", 100_000, 1, WhenBehind.WAIT));
      forgetful.runs.stop("long");
      forgetful.awaitEnd("long");
      assertThat(view.warnings())
          .singleElement()
          .asString()
          .contains("2400000 steps", "steps-retention-bytes", "publish_every");
    }
  }

  @Test
  void marksARunWhoseTrainerDiedAtTheLastStepThatReallyWasPublished() throws Exception {
    RunChanged completed = trainer.train(TestRequests.request("died"));
    // What its trainer would have reported half a second before the end.
    RunChanged earlier =
        completed.toBuilder()
            .setState(RunChanged.State.RUNNING)
            .setStepsTaken(11)
            .setStepsPublished(8)
            .setRecordsPublished(1)
            .setLastPublishedStep(7)
            .clearEnded()
            .build();
    trainer.publishing.journal.write(earlier).get();

    try (TestTrainer restarted = trainer(Map.of())) {
      RunChanged found = restarted.runs.find("died").orElseThrow().state();
      assertThat(found.getState()).isEqualTo(RunChanged.State.INTERRUPTED);
      assertThat(found.getLastPublishedStep()).isEqualTo(23);
      assertThat(found.getStepsPublished()).isEqualTo(24);
      assertThat(found.getRecordsPublished()).isEqualTo(restarted.records("died").size());
      assertThat(found.getStepsTaken()).isEqualTo(24);
      assertThat(found.getMessage()).contains("the last step published is 23");
      assertThat(restarted.awaitJournal("died", RunChanged.State.INTERRUPTED)).isEqualTo(found);
    }
  }

  @Test
  void deletesARunThatIsOverForGood() throws Exception {
    trainer.train(TestRequests.request("deleted"));

    trainer.runs.delete("deleted");

    assertThat(trainer.awaitJournal("deleted", RunChanged.State.DELETED).hasSpecification())
        .isFalse();
    assertGone(trainer, "deleted");
    try (TestTrainer restarted = trainer(Map.of())) {
      assertGone(restarted, "deleted");
    }
  }

  private static void assertGone(TestTrainer trainer, String run) {
    assertThat(trainer.runs.find(run)).isEmpty();
    assertThat(trainer.runs.stop(run)).isEmpty();
    assertThat(trainer.runs.list()).extracting(view -> view.state().getRun()).doesNotContain(run);
    assertThatThrownBy(() -> trainer.runs.start(TestRequests.request(run)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("'deleted' was deleted")
        .hasMessageContaining("choose another id");
  }

  @Test
  void deletesARunThatOthersPublished() throws Exception {
    trainer.runs.delete("of-others");

    assertThat(trainer.awaitJournal("of-others", RunChanged.State.DELETED).getRun())
        .isEqualTo("of-others");
  }

  @Test
  void deletesNoRunThatIsBeingTrained() throws Exception {
    trainer.runs.start(TestRequests.request("busy", 1_000, 1, WhenBehind.WAIT));

    assertThatThrownBy(() -> trainer.runs.delete("busy"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.reason()).isEqualTo(RefusedException.Reason.CONFLICT))
        .hasMessage("Run busy is being trained; stop it, then delete it");

    trainer.runs.stop("busy");
    trainer.awaitEnd("busy");
    assertThat(trainer.awaitJournal("busy", RunChanged.State.STOPPED).getRun()).isEqualTo("busy");
  }

  private static Long[] boxed(int from, int to, int by) {
    return IntStream.range(from, to)
        .filter(step -> step % by == 0)
        .mapToObj(Long::valueOf)
        .toArray(Long[]::new);
  }
}
