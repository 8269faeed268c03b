package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.events.test.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Replays of several instances, some of which are killed: each test replays the steps of one run
 * under curvatures of its own. The steps are in records of eight, so instances are killed in the
 * middle of some.
 */
class ReplaySharingIT {

  private static final int STEPS = 3_000;
  private static final String RUN = "shared";

  private static EmbeddedKafka kafka;
  private static TestClient client;

  /** Lives before and after each test. */
  private static ServiceProcess first;

  @BeforeAll
  static void publishTheRun() throws InterruptedException {
    kafka = new EmbeddedKafka();
    client = new TestClient(kafka.bootstrapServers());
    first = instance().awaitReady();
    ReplayIT.publishGroups(client, RUN, STEPS, "hessian");
    client.awaitAllCommitted();
  }

  @AfterAll
  static void stop() {
    first.close();
    client.close();
    kafka.close();
  }

  @Test
  void threeInstancesShareAReplayAndOneOfThemMayBeKilled() {
    List<String> curvatures = List.of("hessian/layer", "ggn", "ggn/layer", "ggn/parameter");
    double before = replayed(first);
    try (ServiceProcess second = instance();
        ServiceProcess third = instance()) {
      second.awaitReady();
      third.awaitReady();

      String replay = first.order("POST", "/replays", question(curvatures)).path("replay").asText();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  replayed(first) > before
                      && replayed(second) > 0
                      && replayed(third) > 0
                      && second.json("/replays/" + replay).path("records_done").asInt() > 0);
      assertThat(first.json("/replays/" + replay).path("state").asText()).isEqualTo("running");
      third.kill();

      requireWhole(ReplayIT.awaitEnd(second, replay));
      requireEveryRow(curvatures);
    }
  }

  @Test
  void goesOnWhereItWasWhenAllWereKilled() {
    List<String> curvatures =
        List.of(
            "fisher-empirical",
            "fisher-empirical/layer",
            "fisher-empirical/parameter",
            "diagonal-ggn");
    String replay = first.order("POST", "/replays", question(curvatures)).path("replay").asText();
    awaitBegun(replay);
    int done = ReplayIT.GROUP * first.json("/replays/" + replay).path("records_done").asInt();
    assertThat(done).isLessThan(STEPS);
    first.kill();

    first = instance().awaitReady();

    requireWhole(ReplayIT.awaitEnd(first, replay));
    assertThat(replayed(first)).isLessThanOrEqualTo(STEPS - done);
    requireEveryRow(curvatures);
  }

  @Test
  void goesOnWhenTheBrokerHasRestarted() {
    List<String> curvatures =
        List.of("hessian/parameter", "hessian-positive", "diagonal-hessian", "kflr");
    String replay = first.order("POST", "/replays", question(curvatures)).path("replay").asText();
    awaitBegun(replay);

    kafka.stop();
    kafka.start();

    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> first.json("/replays/" + replay).path("state").asText().equals("completed"));
    requireWhole(first.json("/replays/" + replay));
    requireEveryRow(curvatures);
  }

  @Test
  void ofTheSameQuestionAskedManyTimesAtOnceOneIsTaken() {
    String question = question(List.of("hessian", "kfac", "kfra", "diagonal-ggn-mc"));
    try (ServiceProcess second = instance().awaitReady()) {
      List<JsonNode> answers =
          IntStream.range(0, 8)
              .mapToObj(
                  one ->
                      CompletableFuture.supplyAsync(
                          () -> (one % 2 == 0 ? first : second).order("POST", "/replays", question),
                          task -> new Thread(task).start()))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();

      assertThat(answers.stream().map(answer -> answer.path("status").asInt()))
          .containsOnlyOnce(201)
          .containsOnly(201, 409);
      String taken =
          answers.stream()
              .filter(answer -> answer.path("status").asInt() == 201)
              .map(answer -> answer.path("replay").asText())
              .findFirst()
              .orElseThrow();
      assertThat(answers.stream().map(answer -> answer.path("error").asText("")))
          .filteredOn(error -> !error.isEmpty())
          .allMatch(error -> error.startsWith("replay " + taken + " is running and asks the same"));
      requireWhole(ReplayIT.awaitEnd(second, taken));
    }
  }

  private static ServiceProcess instance() {
    return new ServiceProcess(
        kafka.bootstrapServers(), Map.of("alphascope.curvature.workers", "1"));
  }

  private static String question(List<String> curvatures) {
    return "{\"run\": \"%s\", \"curvatures\": [\"%s\"]}"
        .formatted(RUN, String.join("\", \"", curvatures));
  }

  private static void awaitBegun(String replay) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> first.json("/replays/" + replay).path("records_done").asInt() > 0);
  }

  private static double replayed(ServiceProcess service) {
    return service.metric("alphascope_replay_steps_observed_total");
  }

  /** The counts are exact, whoever was killed. */
  private static void requireWhole(JsonNode ended) {
    assertThat(ended.path("state").asText()).isEqualTo("completed");
    assertThat(ended.path("steps_found").asInt()).isEqualTo(STEPS);
    assertThat(ended.path("steps_observed").asInt()).isEqualTo(STEPS);
    assertThat(ended.path("observations").asInt()).isEqualTo(4 * STEPS);
    assertThat(ended.path("steps_deleted").asInt()).isZero();
  }

  private static void requireEveryRow(List<String> curvatures) {
    assertThat(
            client.awaitObservations(RUN, curvatures, 4 * STEPS).stream().map(ConsumerRecord::key))
        .contains(
            "%s/0/%s".formatted(RUN, curvatures.get(3)),
            "%s/%d/%s".formatted(RUN, STEPS - 1, curvatures.get(2)));
  }
}
