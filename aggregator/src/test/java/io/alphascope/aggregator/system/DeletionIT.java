package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is deleted is gone, and does not come back. */
@ExtendWith(SharedServers.class)
class DeletionIT {

  private static final List<String> TABLES =
      List.of(
          "runs",
          "epochs",
          "observations",
          "histograms",
          "layer_observations",
          "statistics",
          "dead_letters",
          "run_workloads",
          "gradient_disagreements",
          "observation_summaries",
          "stale_buckets");

  private static final String NO_REPLAY = "{\"replays\":[]}";

  private static Neighbour trainer;
  private static Neighbour curvatureService;
  private static RunningAggregator system;

  @BeforeAll
  static void start(TestDatabase database) {
    trainer = new Neighbour(order -> new Neighbour.Answer(404, ""));
    curvatureService = new Neighbour(order -> new Neighbour.Answer(404, ""));
    system =
        new RunningAggregator(
            database,
            Map.of(
                "alphascope.aggregator.trainer-url",
                trainer.url(),
                "alphascope.aggregator.curvature-url",
                curvatureService.url()));
    system.process.start();
    system.process.awaitReady();
  }

  @AfterAll
  static void stop() {
    system.close();
    trainer.close();
    curvatureService.close();
  }

  /** What the trainer does with a run that is over. */
  @BeforeEach
  void trainerRecordsDeletions() {
    trainer.behaves(
        order -> {
          String run = order.substring("DELETE /runs?run=".length());
          system.publish(Topic.RUNS, run, state(run, RunChanged.State.DELETED).build());
          return new Neighbour.Answer(204, "");
        });
    curvatureService.behaves(order -> new Neighbour.Answer(200, NO_REPLAY));
  }

  @Test
  void nothingOfItIsLeftAndOthersAreAsTheyWere() {
    List<CurvatureObserved> series = train("gone", 300, 1);
    List<CurvatureObserved> longer = train("gone.longer-name", 40, 2);
    system.await(
        "SELECT count(*) FROM observation_summaries WHERE run = 'gone' AND bucket_steps = 128", 3);

    HttpResponse<String> answer = delete("gone");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(left("gone")).isEmpty();
    assertThat(left("gone.longer-name")).contains("layer_observations");
    for (String path :
        List.of(
            "",
            "/observations?curvature=hessian",
            "/layers?curvature=hessian",
            "/export",
            "/layers/export")) {
      assertThat(system.process.get("/api/runs/gone" + path).statusCode()).isEqualTo(404);
    }
    assertThat(system.json("/api/runs").at("/runs").findValuesAsText("run"))
        .contains("gone.longer-name")
        .doesNotContain("gone");
    assertThat(system.json("/api/runs").at("/deleted").toString()).contains("\"gone\"");
    system.awaitStatistics(longer);
    assertThat(trainer.orders())
        .contains("DELETE /runs?run=gone Bearer " + AggregatorProcess.TOKEN);

    // Rows that were on their way.
    system.publish(series.subList(10, 200));
    system.publish(Observations.series("gone", "ggn", 50, 3));
    system.publish(Topic.RUNS, "gone", state("gone", RunChanged.State.FOREIGN).build());
    train("published-after", 30, 4);
    awaitAllStored();
    assertThat(left("gone")).isEmpty();
  }

  @Test
  void freesItsSpaceInTheTopics() {
    train("spacious", 120, 5);
    train("modest", 20, 6);

    delete("spacious");

    Awaitility.await()
        .atMost(AggregatorProcess.START_LIMIT)
        .untilAsserted(
            () -> {
              assertThat(kept(Topic.STATISTICS, "spacious/")).isZero();
              assertThat(kept(Topic.OBSERVATIONS, "spacious/")).isZero();
            });
    assertThat(kept(Topic.STATISTICS, "modest/")).isEqualTo(3 * 20);
    assertThat(kept(Topic.OBSERVATIONS, "modest/")).isEqualTo(20);
  }

  @Test
  void aMarkFromTheTopicAloneRemovesIt() {
    train("marked", 50, 7);

    system.publish(Topic.RUNS, "marked", state("marked", RunChanged.State.DELETED).build());

    system.await("SELECT count(*) FROM deleted_runs WHERE run = 'marked' AND removed", 1);
    assertThat(left("marked")).isEmpty();
  }

  @Test
  void doesNotComeBackWhenAllTopicsAreReadAgain() throws Exception {
    train("buried", 60, 8);
    List<CurvatureObserved> alive = train("alive", 60, 9);
    delete("buried");

    system.process.stop();
    forgetDatabaseAndOffsets();
    // One that no grave covers, since nothing that reads it was up.
    system.publish(Observations.series("buried", "late", 5, 10));
    system.process.start();
    system.process.awaitReady();

    system.awaitStatistics(alive);
    system.await("SELECT count(*) FROM deleted_runs WHERE run = 'buried' AND removed", 1);
    awaitAllStored();
    assertThat(left("buried")).isEmpty();
  }

  /** Earlier versions let runs be called so. */
  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "-x", "latest"})
  void aRunOfAnyNameIsListedAndDeleted(String run) {
    train(run, 30, 20 + run.hashCode() % 5);
    assertThat(system.json("/api/runs").at("/runs").findValuesAsText("run")).contains(run);

    HttpResponse<String> answer = deleteBy("/api/runs?run=" + run);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(left(run)).isEmpty();
    assertThat(system.json("/api/runs").at("/runs").findValuesAsText("run")).doesNotContain(run);
  }

  @Test
  void deletesNothingWithoutAName() {
    HttpResponse<String> answer = deleteBy("/api/runs");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("run is missing: give the id of the run to delete");
  }

  @Test
  void refusesWhatCannotBeDeleted() {
    train("kept", 10, 12);

    HttpResponse<String> unknown = delete("nobody");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("there is no run 'nobody'; there are ").contains("kept");

    for (String run : List.of("\"kept\"", "null")) {
      curvatureService.behaves(
          order ->
              new Neighbour.Answer(
                  200,
                  """
                  {"replays":[{"replay":"r0","run":"kept","state":"completed"},
                   {"replay":"r1","run":"other","state":"running"},
                   {"replay":"r2","run":%s,"state":"running"}]}\
                  """
                      .formatted(run)));
      HttpResponse<String> replayed = delete("kept");
      assertThat(replayed.statusCode()).isEqualTo(409);
      assertThat(replayed.body()).contains("replay r2 observes run kept: wait for its end, or");
    }

    curvatureService.behaves(order -> new Neighbour.Answer(200, NO_REPLAY));
    trainer.behaves(order -> new Neighbour.Answer(409, "{\"error\":\"it is being trained\"}"));
    HttpResponse<String> trained = delete("kept");
    assertThat(trained.statusCode()).isEqualTo(409);
    assertThat(trained.body()).isEqualTo("{\"error\":\"it is being trained\"}");

    assertThat(system.json("/api/runs/kept").at("/curvatures/0/observed").asInt()).isEqualTo(10);
  }

  @Test
  void aRunThatAClientTrainsIsEndedThereAndCanBeDeletedThen() {
    RunChanged.Builder run =
        state("outside", RunChanged.State.RUNNING).setPublisher("alphascope-python 0.1");
    system.publish(Topic.RUNS, "outside", run.build());
    system.await("SELECT state FROM runs WHERE run = 'outside'", "running");
    int before = trainer.orders().size();

    HttpResponse<String> deletion = delete("outside");
    HttpResponse<String> stop = stop("outside");

    assertThat(system.json("/api/runs/outside").at("/publisher").asText())
        .isEqualTo("alphascope-python 0.1");
    assertThat(deletion.statusCode()).isEqualTo(409);
    assertThat(deletion.body())
        .contains(
            "run outside is trained by alphascope-python 0.1: end it there, then delete it; if it"
                + " has died, it is marked interrupted within a minute, and can be deleted then");
    assertThat(stop.statusCode()).isEqualTo(409);
    assertThat(stop.body())
        .contains("run outside is trained by alphascope-python 0.1: end it there");
    assertThat(trainer.orders()).hasSize(before);

    system.publish(Topic.RUNS, "outside", run.setState(RunChanged.State.INTERRUPTED).build());
    system.await("SELECT state FROM runs WHERE run = 'outside'", "interrupted");
    assertThat(stop("outside").body())
        .contains("run outside, which alphascope-python 0.1 trained, is interrupted already");
    assertThat(delete("outside").statusCode()).isEqualTo(204);
  }

  private static HttpResponse<String> stop(String run) {
    return system.process.send(
        system
            .process
            .posting("/api/runs/" + run + "/stop", "")
            .header("Authorization", "Bearer " + AggregatorProcess.TOKEN)
            .build());
  }

  @Test
  void needsTheToken() {
    train("guarded", 10, 13);
    int before = trainer.orders().size();

    for (String authorization : List.of("", "Bearer a-guess-of-24-characters")) {
      HttpRequest.Builder request = system.process.request("/api/runs/guarded").DELETE();
      if (!authorization.isEmpty()) {
        request.header("Authorization", authorization);
      }
      HttpResponse<String> answer = system.process.send(request.build());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("token");
    }

    assertThat(trainer.orders()).hasSize(before);
    assertThat(system.json("/api/runs/guarded").at("/run").asText()).isEqualTo("guarded");
  }

  private static HttpResponse<String> delete(String run) {
    return deleteBy("/api/runs/" + run);
  }

  private static HttpResponse<String> deleteBy(String path) {
    return system.process.send(
        system
            .process
            .request(path)
            .header("Authorization", "Bearer " + AggregatorProcess.TOKEN)
            .DELETE()
            .build());
  }

  private static RunChanged.Builder state(String run, RunChanged.State state) {
    return RunChanged.newBuilder().setRun(run).setState(state);
  }

  /** A run with one series, an evaluation and two dead letters; all of it stored. */
  private static List<CurvatureObserved> train(String run, int steps, long seed) {
    List<CurvatureObserved> series =
        Observations.withLayers(
            Observations.withObservables(
                Observations.withPublishedGradient(
                    Observations.series(run, "hessian", steps, seed), 2),
                10),
            "fc1",
            "fc2");
    system.publish(
        Topic.RUNS,
        run,
        state(run, RunChanged.State.COMPLETED)
            .addEvaluations(EpochEvaluated.newBuilder().setEpoch(1).setStep(steps - 1))
            .build());
    system.publish(
        Topic.STEPS_DEAD_LETTER,
        run,
        DeadLetter.newBuilder()
            .setTopic("training.steps")
            .setOffset(seed)
            .setRun(run)
            .setReason("theta1.shape: expected [3], found [2]")
            .build());
    system.publish(
        Topic.OBSERVATIONS,
        new ObservationKey(run, 0, "unreadable").toString(),
        new byte[] {1, 2, 3});
    system.publish(series);
    system.awaitStatistics(series);
    system.await("SELECT count(*) FROM epochs WHERE run = '" + run + "'", 1);
    system.await("SELECT count(*) FROM dead_letters WHERE run = '" + run + "'", 2);
    system.await("SELECT count(*) FROM observations WHERE run = '" + run + "'", steps);
    system.await(
        "SELECT count(*) FROM histograms WHERE run = '" + run + "'", 3 * ((steps + 9) / 10));
    return series;
  }

  private static void awaitAllStored() {
    Awaitility.await()
        .atMost(AggregatorProcess.START_LIMIT)
        .until(() -> system.json("/api/status").at("/observations_lag").asLong(-1) == 0);
  }

  /** Tables that hold rows of the run. */
  private static List<String> left(String run) {
    return TABLES.stream()
        .filter(
            table ->
                !system
                    .query("SELECT 1 FROM " + table + " WHERE run = '" + run + "' LIMIT 1")
                    .isEmpty())
        .toList();
  }

  /** Keys of a topic that have a value: what compaction will keep of rows that could be read. */
  private static long kept(Topic topic, String prefix) {
    Map<String, Boolean> newest = new TreeMap<>();
    Map<String, Object> client =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            system.kafka.bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed");
    try (var consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
      new WholeTopic(consumer, topic)
          .readToEnd(record -> newest.put(record.key(), record.value() != null));
    }
    return newest.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix) && entry.getValue())
        .filter(entry -> !entry.getKey().endsWith("/unreadable"))
        .count();
  }

  /** As if database, state stores and positions had been lost, but Kafka's topics not. */
  private static void forgetDatabaseAndOffsets() throws Exception {
    try (Connection connection = system.database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA public CASCADE");
      statement.execute("CREATE SCHEMA public");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", system.kafka.bootstrapServers()))) {
      Awaitility.await()
          .atMost(AggregatorProcess.START_LIMIT)
          .ignoreExceptions()
          .until(
              () -> {
                admin.deleteConsumerGroups(List.of("alphascope-postgres")).all().get();
                return true;
              });
    }
  }
}
