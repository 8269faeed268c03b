package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StepTaken;
import io.alphascope.events.test.EmbeddedKafka;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replays of what a single instance has observed. */
class ReplayIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STEPS = 60;
  static final int GROUP = 8;

  private static EmbeddedKafka kafka;
  private static ServiceProcess service;
  private static TestClient client;

  @BeforeAll
  static void start() throws InterruptedException {
    kafka = new EmbeddedKafka();
    service = new ServiceProcess(kafka.bootstrapServers(), Map.of());
    client = new TestClient(kafka.bootstrapServers());
    service.awaitReady();
    JsonNode answer = service.order("POST", "/replays", "{\"curvatures\": [\"ggn\"]}");
    assertThat(answer.path("error").asText()).contains("there is no run yet");
  }

  @AfterAll
  static void stop() {
    client.close();
    service.close();
    kafka.close();
  }

  static void publish(TestClient client, String run, int steps, String... curvatures) {
    LinearRun linear = new LinearRun(run);
    client.publish(
        RunChanged.newBuilder()
            .setRun(run)
            .setState(RunChanged.State.COMPLETED)
            .setStepsPublished(steps)
            .setLastPublishedStep(steps - 1)
            .setSpecification(RunSpecification.newBuilder().setPublishEvery(1))
            .build());
    List<StepTaken> all = new ArrayList<>();
    for (long step = 0; step < steps; step++) {
      StepTaken.Builder taken = linear.step(step);
      taken.getSpecificationBuilder().addAllCurvatures(List.of(curvatures));
      all.add(taken.build());
    }
    client.publish(all);
  }

  /**
   * The same in records of eight successive steps, without what the rule gives; each record begins
   * anywhere.
   *
   * @param steps a multiple of eight
   */
  static void publishGroups(TestClient client, String run, int steps, String... curvatures) {
    client.publish(
        RunChanged.newBuilder()
            .setRun(run)
            .setState(RunChanged.State.COMPLETED)
            .setStepsPublished(steps)
            .setRecordsPublished(steps / GROUP)
            .setStepsPerEvent(GROUP)
            .setLastPublishedStep(steps - 1)
            .setSpecification(RunSpecification.newBuilder().setPublishEvery(1))
            .build());
    client.publish(groups(run, steps, curvatures));
  }

  private static List<StepTaken> groups(String run, int steps, String... curvatures) {
    LinearRun linear = new LinearRun(run);
    List<StepTaken> groups = new ArrayList<>();
    for (long first = 0; first < steps; first += GROUP) {
      StepTaken.Builder group = StepGroup.join(linear.successive(first, GROUP)).toBuilder();
      group.getSpecificationBuilder().addAllCurvatures(List.of(curvatures));
      groups.add(group.build());
    }
    return groups;
  }

  static JsonNode awaitEnd(ServiceProcess service, String replay) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> service.json("/replays/" + replay),
            view -> !view.path("state").asText().equals("running"));
  }

  private static Map<String, CurvatureObserved> rows(String run, String curvature, int keys) {
    Map<String, CurvatureObserved> rows = new TreeMap<>();
    for (ConsumerRecord<String, CurvatureObserved> row : client.awaitObservations(run, keys)) {
      if (row.value().getCurvature().equals(curvature)) {
        rows.put(row.key().substring(run.length()), row.value().toBuilder().clearRun().build());
      }
    }
    return rows;
  }

  @Test
  void givesBitForBitWhatLiveObservationGives() {
    publish(client, "live", STEPS, "hessian", "ggn/parameter");
    publish(client, "later", STEPS, "hessian");
    Map<String, CurvatureObserved> live = rows("live", "ggn/parameter", 2 * STEPS);
    client.awaitObservations("later", STEPS);

    JsonNode replay =
        service.order(
            "POST",
            "/replays",
            "{\"run\": \"later\", \"curvatures\": [\"ggn/full\", \"ggn/parameter@own\"]}");
    JsonNode ended = awaitEnd(service, replay.path("replay").asText());

    assertThat(replay.path("status").asInt()).isEqualTo(201);
    assertThat(replay.path("curvatures").toString()).isEqualTo("[\"ggn\",\"ggn/parameter\"]");
    assertThat(ended.path("state").asText()).isEqualTo("completed");
    assertThat(ended.path("steps_found").asInt()).isEqualTo(STEPS);
    assertThat(ended.path("steps_observed").asInt()).isEqualTo(STEPS);
    assertThat(ended.path("observations").asInt()).isEqualTo(2 * STEPS);
    assertThat(ended.path("steps_published").asInt()).isEqualTo(STEPS);
    assertThat(ended.path("steps_deleted").asInt()).isZero();
    assertThat(ended.path("records_done")).isEqualTo(ended.path("records"));
    assertThat(rows("later", "ggn/parameter", 3 * STEPS)).hasSize(STEPS).isEqualTo(live);
  }

  @Test
  void stepsOfGroupsGiveBitForBitWhatSingleStepsGive() {
    int steps = 5 * GROUP;
    publishGroups(client, "grouped", steps, "hessian");
    for (StepTaken group : groups("alone", steps, "hessian")) {
      StepGroup.split(group).forEach(step -> client.publish(step.step()));
    }

    Map<String, CurvatureObserved> grouped = rows("grouped", "hessian", steps);
    assertThat(grouped).hasSize(steps).isEqualTo(rows("alone", "hessian", steps));
    // From the middle of a record to the middle of another.
    String question =
        "{\"run\": \"%s\", \"curvatures\": [\"ggn\"], \"first_step\": 5, \"last_step\": 27}";
    for (String run : List.of("grouped", "alone")) {
      String replay =
          service.order("POST", "/replays", question.formatted(run)).path("replay").asText();
      JsonNode ended = awaitEnd(service, replay);
      assertThat(ended.path("steps_found").asInt()).isEqualTo(23);
      assertThat(ended.path("steps_observed").asInt()).isEqualTo(23);
      assertThat(ended.path("observations").asInt()).isEqualTo(23);
    }
    assertThat(rows("grouped", "ggn", steps + 23))
        .hasSize(23)
        .isEqualTo(rows("alone", "ggn", steps + 23));
  }

  @Test
  void theSameQuestionOverwritesWithEqualValues() {
    publish(client, "repeated", 5, "ggn");
    client.awaitObservations("repeated", 5);
    String question = "{\"run\": \"repeated\", \"curvatures\": [\"ggn\"]}";

    for (int time = 0; time < 2; time++) {
      String replay = service.order("POST", "/replays", question).path("replay").asText();
      assertThat(awaitEnd(service, replay).path("steps_observed").asInt()).isEqualTo(5);
    }

    Map<String, List<CurvatureObserved>> byKey =
        client.awaitRows("repeated", 15).stream()
            .collect(
                Collectors.groupingBy(
                    ConsumerRecord::key,
                    Collectors.mapping(ConsumerRecord::value, Collectors.toList())));
    assertThat(byKey).hasSize(5);
    assertThat(byKey.values()).allMatch(rows -> rows.size() == 3 && Set.copyOf(rows).size() == 1);
  }

  @Test
  void saysWhatRetentionHasTaken() {
    publish(client, "gone", 5, "hessian");
    client.awaitObservations("gone", 5);
    publish(client, "shortened", 20, "hessian");
    client.awaitObservations("shortened", 20);
    client.deleteSteps();
    assertThat(refusal("{\"run\": \"gone\", \"curvatures\": [\"ggn\"]}", 409))
        .startsWith("training.steps is empty");
    for (long step = 20; step < 25; step++) {
      client.publish(new LinearRun("shortened").step(step).build());
    }
    client.publish(
        RunChanged.newBuilder()
            .setRun("shortened")
            .setState(RunChanged.State.COMPLETED)
            .setStepsPublished(25)
            .setLastPublishedStep(24)
            .setSpecification(RunSpecification.newBuilder().setPublishEvery(1))
            .build());

    JsonNode kept = service.json("/kept-steps").path("runs");
    JsonNode replay =
        service.order("POST", "/replays", "{\"run\": \"shortened\", \"curvatures\": [\"ggn\"]}");
    JsonNode ended = awaitEnd(service, replay.path("replay").asText());

    assertThat(kept.findValuesAsText("run")).contains("shortened");
    for (JsonNode run : kept) {
      if (run.path("run").asText().equals("shortened")) {
        assertThat(run.path("kept").asInt()).isEqualTo(5);
      }
    }
    assertThat(ended.path("steps_found").asInt()).isEqualTo(5);
    assertThat(ended.path("steps_deleted").asInt()).isEqualTo(20);
  }

  @Test
  void readsNothingThatWasPublishedLongBeforeTheRunBegan() {
    publish(client, "future", 5, "hessian");
    client.publish(
        RunChanged.newBuilder()
            .setRun("future")
            .setState(RunChanged.State.COMPLETED)
            .setStepsPublished(5)
            .setLastPublishedStep(4)
            .setStarted(
                Timestamp.newBuilder()
                    .setSeconds(Instant.now().plus(Duration.ofHours(1)).getEpochSecond()))
            .build());

    JsonNode replay =
        service.order("POST", "/replays", "{\"run\": \"future\", \"curvatures\": [\"ggn\"]}");
    JsonNode ended = awaitEnd(service, replay.path("replay").asText());

    assertThat(ended.path("state").asText()).isEqualTo("completed");
    assertThat(ended.path("records").asInt()).isZero();
  }

  @Test
  void takesOnlyTheStepsAskedFor() {
    publish(client, "ranged", STEPS, "hessian");

    JsonNode replay =
        service.order(
            "POST",
            "/replays",
            "{\"run\": \"ranged\", \"curvatures\": [\"ggn\"], \"first_step\": 10,"
                + " \"last_step\": 19, \"observables\": [\"trace@5\", \"noise\"]}");
    JsonNode ended = awaitEnd(service, replay.path("replay").asText());

    assertThat(ended.path("steps_observed").asInt()).isEqualTo(10);
    assertThat(ended.path("steps_published").asInt()).isEqualTo(10);
    assertThat(replay.path("observables").toString()).isEqualTo("[\"trace@5\",\"noise\"]");
    Map<String, CurvatureObserved> rows = rows("ranged", "ggn", STEPS + 10);
    assertThat(rows.keySet()).hasSize(10).allMatch(key -> key.matches("/1[0-9]/ggn"));
    assertThat(rows.values())
        .allMatch(CurvatureObserved::hasMeanGsnr)
        .allMatch(row -> row.hasTrace() == (row.getStep() % 5 == 0));
  }

  @Test
  void countsWhatItCannotObserve() {
    publish(client, "partly", 3, "hessian");
    client.publish("partly/3", new byte[] {1, 2, 3});
    client.publish("partly/4", new LinearRun("partly").step(4).clearTheta1().build().toByteArray());

    JsonNode replay =
        service.order("POST", "/replays", "{\"run\": \"partly\", \"curvatures\": [\"ggn\"]}");
    JsonNode ended = awaitEnd(service, replay.path("replay").asText());

    assertThat(ended.path("steps_found").asInt()).isEqualTo(5);
    assertThat(ended.path("steps_observed").asInt()).isEqualTo(3);
    assertThat(ended.path("steps_dead_lettered").asInt()).isEqualTo(2);
    assertThat(ended.path("dead_letter_reasons"))
        .extracting(
            reason -> reason.path("reason").asText().replaceFirst(" \\(.*", ""),
            reason -> reason.path("count").asInt())
        .containsExactlyInAnyOrder(
            tuple("value: expected a StepTaken, found 3 bytes that cannot be read as one", 1),
            tuple("theta1: expected the parameters after the step, found none", 1));
  }

  @Test
  void saysWhatIsWrongBeforeAnythingStarts() {
    publish(client, "checked", 5, "hessian");

    assertThat(refusal("{\"run\": \"none\", \"curvatures\": [\"ggn\"]}", 404))
        .contains("there is no run 'none'; there are ")
        .contains("checked");
    assertThat(refusal("{\"run\": \"checked\", \"curvatures\": [\"gnn\"]}", 400))
        .contains("there is no operator 'gnn'");
    assertThat(refusal("{\"run\": \"checked\", \"curvatures\": [\"ggn@some\"]}", 400))
        .contains("there is no batch 'some'")
        .contains("own, fresh:N, test:N, all");
    assertThat(refusal("{\"run\": \"checked\", \"curvatures\": [\"ggn@all\"]}", 400))
        .contains("carry their own data");
    assertThat(refusal("{\"run\": \"checked\", \"curvatures\": [\"ggn\"], \"last_step\": 5}", 400))
        .isEqualTo("steps: 5 lies outside run checked, which has steps 0 to 4");
    assertThat(
            refusal(
                "{\"run\": \"checked\", \"curvatures\": [\"ggn\"],"
                    + " \"observables\": [\"trase@2\"]}",
                400))
        .startsWith("'trase@2' is no observable; expected NAME or NAME@K");
    assertThat(
            refusal(
                "{\"run\": \"checked\", \"curvatures\": [\"fisher-empirical\"],"
                    + " \"observables\": [\"trace@2\"]}",
                400))
        .startsWith("observable 'trace@2': it is a number of a matrix, and none of");
    assertThat(refusal("{\"run\": \"checked\"}", 400)).startsWith("curvatures: name at least one");
    assertThat(refusal("{\"runs\": 1}", 400)).contains("'runs' is not an option of a replay");
    assertThat(refusal("nonsense", 400)).startsWith("The body is not JSON");
    assertThat(service.json("/replays/none").path("error").asText()).contains("no replay 'none'");
  }

  @Test
  void aDeletedRunIsNeitherObservedNorReplayedAnyMore() {
    publish(client, "deleted", 5, "hessian");
    publish(client, "beside", 5, "hessian");
    client.awaitObservations("deleted", 5);
    String replay =
        service
            .order("POST", "/replays", "{\"run\": \"deleted\", \"curvatures\": [\"ggn\"]}")
            .path("replay")
            .asText();
    awaitEnd(service, replay);
    double ignored = service.metric("alphascope_steps_of_deleted_runs_total");

    client.publish(
        RunChanged.newBuilder().setRun("deleted").setState(RunChanged.State.DELETED).build());
    await().atMost(PATIENCE).until(() -> !listed(replay));

    assertThat(service.json("/replays/" + replay).path("error").asText()).contains("no replay");
    assertThat(refusal("{\"run\": \"deleted\", \"curvatures\": [\"ggn\"]}", 404))
        .contains("there is no run 'deleted'; there are ");
    assertThat(service.json("/kept-steps").path("runs").findValuesAsText("run"))
        .contains("beside")
        .doesNotContain("deleted");
    client.publish(new LinearRun("deleted").step(5).build());
    client.awaitAllCommitted();
    assertThat(service.metric("alphascope_steps_of_deleted_runs_total")).isEqualTo(ignored + 1);
    JsonNode all =
        service.order("POST", "/replays", "{\"run\": \"all\", \"curvatures\": [\"ggn/layer\"]}");
    assertThat(awaitEnd(service, all.path("replay").asText()).path("state").asText())
        .isEqualTo("completed");
    assertThat(client.awaitObservations("beside", 10))
        .extracting(row -> row.value().getCurvature())
        .contains("ggn/layer");
    assertThat(client.awaitRows("deleted", 10))
        .extracting(row -> row.value().getCurvature())
        .containsOnly("hessian", "ggn");
    assertThat(client.awaitRuns("deleted"))
        .extracting(row -> row.value().getState())
        .doesNotContain(RunChanged.State.FOREIGN);
  }

  private static boolean listed(String replay) {
    return service.json("/replays").findValuesAsText("replay").contains(replay);
  }

  private static String refusal(String body, int status) {
    JsonNode answer = service.order("POST", "/replays", body);
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(status);
    return answer.path("error").asText();
  }

  @Test
  void refusesTheSameQuestionWhileItRunsAndStopsOnRequest() {
    publish(client, "cancelled", 2_000, "hessian");
    String question =
        "{\"run\": \"cancelled\", \"curvatures\": [\"hessian\", \"ggn\", \"hessian/layer\","
            + " \"ggn/layer\", \"hessian/parameter\", \"ggn/parameter\"]}";
    String replay = service.order("POST", "/replays", question).path("replay").asText();

    String refusal = refusal(question, 409);
    JsonNode cancelled = service.order("DELETE", "/replays/" + replay, "");

    assertThat(refusal).contains("replay " + replay + " is running and asks the same");
    assertThat(cancelled.path("state").asText()).isEqualTo("cancelled");
    await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> service.log().contains("replay %s: CANCELLED".formatted(replay)));
    assertThat(service.json("/replays/" + replay).path("steps_observed").asInt()).isLessThan(2_000);
  }
}
