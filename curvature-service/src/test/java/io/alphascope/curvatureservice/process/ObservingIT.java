package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.RunChanged;
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
