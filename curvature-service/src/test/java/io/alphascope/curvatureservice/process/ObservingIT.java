package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensors;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One instance against a real broker. */
@ExtendWith(SharedService.Extension.class)
class ObservingIT {

  private final ServiceProcess service;
  private final TestClient client;

  ObservingIT(SharedService shared) {
    service = shared.process;
    client = shared.client;
  }

  @Test
  void isChangedByNobodyWithoutTheTokenAndGoesByNoForeignName() throws Exception {
    assertThat(service.post("/status").statusCode()).isEqualTo(401);
    assertThat(service.post("/status").body()).contains("needs the system's token");
    assertThat(service.answerTo("GET /status HTTP/1.1\r\nHost: rebound.example.org"))
        .startsWith("HTTP/1.1 421 ");
  }

  @Test
  void observesEveryStepOncePerCurvatureWithTheRightNumbers() {
    LinearRun run = new LinearRun("closed-form");
    for (long step = 0; step < 40; step++) {
      client.publish(run.step(step).build());
    }

    List<ConsumerRecord<String, CurvatureObserved>> rows = client.awaitObservations(run.run(), 80);

    assertThat(rows).hasSize(80);
    for (ConsumerRecord<String, CurvatureObserved> record : rows) {
      CurvatureObserved row = record.value();
      assertThat(record.key())
          .isEqualTo(run.run() + "/" + row.getStep() + "/" + row.getCurvature());
      assertThat(row.getStatus()).isEqualTo(Status.OK);
      assertThat(row.getBatchSize()).isEqualTo(4);
      assertThat(row.getEpoch()).isEqualTo(1);
      assertThat(row.getLearningRate()).isEqualTo(0.01);
      assertThat(row.getTime().getSeconds()).isEqualTo(1_700_000_000 + row.getStep());
      double slope = run.slope(row.getStep());
      double curvature = run.curvature(row.getStep());
      assertThat(row.getSlope()).isCloseTo(slope, within(1e-10 * -slope));
      assertThat(row.getSlopePublished()).isCloseTo(slope, within(1e-10 * -slope));
      assertThat(row.getCurvatureValue()).isCloseTo(curvature, within(1e-10 * curvature));
      assertThat(row.getAlphaStar())
          .isCloseTo(-slope / curvature, within(1e-9 * -slope / curvature));
    }
    assertThat(rows).extracting(row -> row.value().getCurvature()).containsOnly("hessian", "ggn");
    client.awaitAllCommitted();
  }

  @Test
  void writesOneDeadLetterForARecordThatIsNoStepAndGoesOn() {
    double before = service.metric("alphascope_dead_letters_total{topic=\"training.steps\"}");
    client.publish("garbage/0", new byte[] {(byte) 0xff, 1, 2, 3});
    client.publish("garbage/1", null);
    LinearRun run = new LinearRun("wrong-shape");
    client.publish(run.step(0).setTheta1(Tensors.of(new double[2], 2)).build());
    client.publish(run.step(1).build());

    assertThat(client.awaitObservations(run.run(), 2))
        .allSatisfy(row -> assertThat(row.value().getStep()).isEqualTo(1));
    List<ConsumerRecord<String, DeadLetter>> garbage =
        client.awaitDeadLetters(letter -> letter.getReason().startsWith("value:"), 2);
    assertThat(garbage)
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrder("garbage/0", "garbage/1");
    List<ConsumerRecord<String, DeadLetter>> wrongShape =
        client.awaitDeadLetters(letter -> letter.getRun().equals(run.run()), 1);
    assertThat(wrongShape).hasSize(1);
    DeadLetter letter = wrongShape.get(0).value();
    assertThat(letter.getReason()).isEqualTo("theta1.shape: expected [3], found [2]");
    assertThat(letter.getStep()).isZero();
    assertThat(letter.getTopic()).isEqualTo("training.steps");
    assertThat(service.metric("alphascope_dead_letters_total{topic=\"training.steps\"}"))
        .isEqualTo(before + 3);
    client.awaitAllCommitted();
  }

  @Test
  void ofABrokenGroupObservesWhatCanBeAndWritesADeadLetterForEachOtherStep() {
    double before = service.metric("alphascope_dead_letters_total{topic=\"training.steps\"}");
    StepTaken gap = StepGroup.join(new LinearRun("gap").successive(0, 4));
    StepTaken.Builder renumbered = gap.toBuilder();
    renumbered.getFollowingStepsBuilder(1).setStep(7);
    renumbered.getFollowingStepsBuilder(2).setStep(8);
    client.publish(renumbered.build());
    StepTaken.Builder wrongSum =
        StepGroup.join(new LinearRun("wrong-sum").successive(0, 4)).toBuilder();
    wrongSum.getFollowingStepsBuilder(2).setTheta1Crc32(7);
    client.publish(wrongSum.build());
    byte[] whole = StepGroup.join(new LinearRun("cut-short").successive(0, 4)).toByteArray();
    client.publish("cut-short/0", Arrays.copyOf(whole, whole.length - 10));
    client.publish(
        StepGroup.join(new LinearRun("too-many").successive(0, StepGroup.MOST_STEPS + 1)));

    assertThat(steps(client.awaitObservations("gap", 4))).containsExactly(0L, 1L);
    assertThat(steps(client.awaitObservations("wrong-sum", 6))).containsExactly(0L, 1L, 2L);
    assertThat(steps(client.awaitObservations("cut-short", 6))).containsExactly(0L, 1L, 2L);
    assertThat(deadLetters("gap", 2))
        .containsExactly(
            "gap/7: step: expected 2, as it follows step 1 in its record, found 7",
            "gap/8: theta0: expected theta1 of step 7, before it in its record, found none that is"
                + " certain");
    assertThat(deadLetters("wrong-sum", 1))
        .singleElement()
        .asString()
        .startsWith("wrong-sum/3: theta1_crc32: expected ")
        .endsWith(", found 00000007");
    assertThat(deadLetters("cut-short", 1))
        .singleElement()
        .asString()
        .startsWith("cut-short/3: group_size: expected 4 steps, found 3 that are complete");
    assertThat(deadLetters("too-many", StepGroup.MOST_STEPS + 1))
        .contains(
            "too-many/64: group_size: expected 1 to 64 steps in a record, found 65",
            "too-many/0: group_size: expected 1 to 64 steps in a record, found 65");
    assertThat(service.metric("alphascope_dead_letters_total{topic=\"training.steps\"}"))
        .isEqualTo(before + 4 + 65);
    client.awaitAllCommitted();
  }

  private static List<Long> steps(List<ConsumerRecord<String, CurvatureObserved>> rows) {
    return rows.stream().map(row -> row.value().getStep()).distinct().sorted().toList();
  }

  private List<String> deadLetters(String run, int count) {
    return client.awaitDeadLetters(letter -> letter.getRun().equals(run), count).stream()
        .map(letter -> letter.key() + ": " + letter.value().getReason())
        .sorted()
        .toList();
  }

  @Test
  void observesParametersThatAreNoNumbers() {
    LinearRun run = new LinearRun("not-a-number");
    client.publish(run.step(0).setTheta0(Tensors.of(new double[] {Double.NaN, 0, 0}, 3)).build());

    assertThat(client.awaitObservations(run.run(), 2))
        .extracting(row -> row.value().getStatus())
        .containsOnly(Status.NON_FINITE);
  }

  @Test
  void announcesARunThatIsSeenInStepsAlone() {
    LinearRun run = new LinearRun("foreign");
    client.publish(run.step(0).build());
    client.publish(run.step(1).build());

    client.awaitObservations(run.run(), 4);

    List<ConsumerRecord<String, RunChanged>> announced = client.awaitRuns(run.run());
    assertThat(announced).hasSize(1);
    assertThat(announced.get(0).value().getState()).isEqualTo(RunChanged.State.FOREIGN);
    assertThat(announced.get(0).value().getSpecification().getNetwork()).isEqualTo("2-1");
    assertThat(announced.get(0).value().getParameterCount()).isEqualTo(3);
  }

  @Test
  void leavesARunThatItsTrainerAnnounced() {
    LinearRun run = new LinearRun("announced");
    client.publish(
        RunChanged.newBuilder().setRun(run.run()).setState(RunChanged.State.RUNNING).build());
    client.publish(run.step(0).build());

    client.awaitObservations(run.run(), 2);

    assertThat(client.awaitRuns(run.run()))
        .extracting(record -> record.value().getState())
        .containsExactly(RunChanged.State.RUNNING);
  }

  @Test
  void interruptsARunWhosePublisherFallsSilentUntilItSpeaksAgain() {
    LinearRun run = new LinearRun("reported");
    RunChanged running =
        RunChanged.newBuilder()
            .setRun(run.run())
            .setState(RunChanged.State.RUNNING)
            .setPublisher("alphascope-python 0.1")
            .setStepsPublished(1)
            .setLastPublishedStep(0)
            .build();
    client.publish(running);
    client.publish(run.step(0).build());
    client.awaitObservations(run.run(), 2);

    List<RunChanged> silent = client.awaitRuns(run.run(), 2);
    client.publish(running);
    List<RunChanged> silentAgain = client.awaitRuns(run.run(), 4);
    client.publish(running.toBuilder().setState(RunChanged.State.COMPLETED).build());

    assertThat(silent.get(1).getMessage())
        .isEqualTo(
            "nothing was heard of its publisher (alphascope-python 0.1) for 2 s; the last step"
                + " reported is 0");
    assertThat(silent.get(1).hasEnded()).isTrue();
    assertThat(silentAgain)
        .extracting(RunChanged::getState)
        .containsExactly(
            RunChanged.State.RUNNING,
            RunChanged.State.INTERRUPTED,
            RunChanged.State.RUNNING,
            RunChanged.State.INTERRUPTED);
    assertThat(client.awaitRuns(run.run(), 5).get(4).getState())
        .isEqualTo(RunChanged.State.COMPLETED);
  }

  @Test
  void aDeletedRunStaysDeletedThoughItsPublisherGoesOn() {
    RunChanged.Builder run = RunChanged.newBuilder().setRun("deleted-and-reported");
    client.publish(run.setState(RunChanged.State.DELETED).build());
    client.publish(
        run.setState(RunChanged.State.RUNNING).setPublisher("alphascope-python 0.1").build());

    assertThat(client.awaitRuns(run.getRun(), 3).get(2))
        .isEqualTo(
            RunChanged.newBuilder()
                .setRun(run.getRun())
                .setState(RunChanged.State.DELETED)
                .build());
  }

  @Test
  void refusesAnotherBatchOfDataThatAStepCarries() {
    double before = service.metric("alphascope_observations_refused_total");
    LinearRun run = new LinearRun("fresh-of-carried");
    StepTaken.Builder step = run.step(0);
    step.getSpecificationBuilder().addCurvatures("ggn/layer").addCurvatures("ggn@fresh:2");
    client.publish(step.build());

    assertThat(client.awaitObservations(run.run(), 1))
        .extracting(row -> row.value().getCurvature())
        .containsExactly("ggn/layer");
    client.awaitAllCommitted();
    assertThat(service.metric("alphascope_observations_refused_total")).isEqualTo(before + 1);
  }

  @Test
  void saysThatThePublishedGradientContradictsTheData() {
    double before = service.metric("alphascope_inconsistent_gradients_total");
    LinearRun run = new LinearRun("inconsistent");
    for (long step = 0; step < 2; step++) {
      StepTaken.Builder scaled = run.step(step);
      double[] gradient = new double[3];
      Tensors.littleEndian(scaled.getGradient()).asDoubleBuffer().get(gradient);
      client.publish(
          scaled
              .setGradient(Tensors.of(Arrays.stream(gradient).map(g -> 65536 * g).toArray(), 3))
              .build());
    }

    assertThat(client.awaitObservations(run.run(), 4))
        .allMatch(row -> row.value().getGradientDisagrees());

    client.awaitAllCommitted();
    assertThat(service.metric("alphascope_inconsistent_gradients_total")).isEqualTo(before + 2);
    assertThat(service.log().lines().filter(line -> line.contains("run inconsistent, step")))
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .contains(
                        "The published gradient is 65536 times", "a loss scale (GradScaler)"));
  }

  @Test
  void tellsWhatItDoes() {
    var status = service.json("/status");

    assertThat(status.get("workers").asInt()).isPositive();
    assertThat(status.get("curvatures").get(0).asText()).isEqualTo("hessian");
    assertThat(status.has("steps_observed")).isTrue();
    var observables = service.json("/observables");
    assertThat(observables.get("defaults")).isEmpty();
    assertThat(observables.get("observables").findValuesAsText("name"))
        .contains("distance", "noise", "trace", "eigenvalue", "gradient-histogram");
    assertThat(service.status("/q/health/live")).isEqualTo(200);
    assertThat(service.metric("alphascope_workers")).isPositive();
  }
}
