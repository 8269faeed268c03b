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
import org.junit.jupiter.api.Test;

/** Replays of several instances, some of which are killed. */
class ReplaySharingIT {

  private static final int STEPS = 3_000;
  private static final String QUESTION =
      "{\"run\": \"shared\", \"curvatures\": [\"hessian\", \"ggn\", \"ggn/layer\","
          + " \"ggn/parameter\"]}";

  @Test
  void threeInstancesShareAReplayAndOneOfThemMayBeKilled() throws InterruptedException {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        ServiceProcess first = instance(kafka);
        ServiceProcess second = instance(kafka);
        ServiceProcess third = instance(kafka);
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      first.awaitReady();
      second.awaitReady();
      third.awaitReady();
      ReplayIT.publish(client, "shared", STEPS, "hessian");
      client.awaitAllCommitted();

      String replay = first.order("POST", "/replays", QUESTION).path("replay").asText();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  replayed(first) > 0
                      && replayed(second) > 0
                      && replayed(third) > 0
                      && second.json("/replays/" + replay).path("records_done").asInt() > 0);
      assertThat(first.json("/replays/" + replay).path("state").asText()).isEqualTo("running");
      third.kill();

      requireWhole(ReplayIT.awaitEnd(second, replay));
      requireEveryRow(client);
    }
  }

  @Test
  void goesOnWhereItWasWhenAllWereKilled() throws InterruptedException {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      String replay;
      int done;
      try (ServiceProcess service = instance(kafka).awaitReady()) {
        ReplayIT.publish(client, "shared", STEPS, "hessian");
        client.awaitAllCommitted();
        replay = service.order("POST", "/replays", QUESTION).path("replay").asText();
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> service.json("/replays/" + replay).path("records_done").asInt() > 0);
        done = service.json("/replays/" + replay).path("records_done").asInt();
        assertThat(done).isLessThan(STEPS);
        service.kill();
      }
      try (ServiceProcess successor = instance(kafka).awaitReady()) {
        requireWhole(ReplayIT.awaitEnd(successor, replay));
        assertThat(replayed(successor)).isLessThanOrEqualTo(STEPS - done);
      }
      requireEveryRow(client);
    }
  }

  @Test
  void goesOnWhenTheBrokerHasRestarted() throws InterruptedException {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestClient client = new TestClient(kafka.bootstrapServers());
        ServiceProcess service = instance(kafka).awaitReady()) {
      ReplayIT.publish(client, "shared", STEPS, "hessian");
      client.awaitAllCommitted();
      String replay = service.order("POST", "/replays", QUESTION).path("replay").asText();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> service.json("/replays/" + replay).path("records_done").asInt() > 0);

      kafka.stop();
      kafka.start();

      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> service.json("/replays/" + replay).path("state").asText().equals("completed"));
      requireWhole(service.json("/replays/" + replay));
      requireEveryRow(client);
    }
  }

  @Test
  void ofTheSameQuestionAskedManyTimesAtOnceOneIsTaken() throws InterruptedException {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        ServiceProcess first = instance(kafka);
        ServiceProcess second = instance(kafka);
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      first.awaitReady();
      second.awaitReady();
      ReplayIT.publish(client, "shared", STEPS, "hessian");
      client.awaitAllCommitted();

      List<JsonNode> answers =
          IntStream.range(0, 8)
              .mapToObj(
                  one ->
                      CompletableFuture.supplyAsync(
                          () -> (one % 2 == 0 ? first : second).order("POST", "/replays", QUESTION),
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

  private static ServiceProcess instance(EmbeddedKafka kafka) {
    return new ServiceProcess(
        kafka.bootstrapServers(), Map.of("alphascope.curvature.workers", "1"));
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

  private static void requireEveryRow(TestClient client) {
    assertThat(client.awaitObservations("shared", 4 * STEPS).stream().map(ConsumerRecord::key))
        .contains("shared/0/ggn/parameter", "shared/%d/ggn/layer".formatted(STEPS - 1));
  }
}
