package io.alphascope.trainerservice;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.GroupedStep;
import io.alphascope.events.StepGroup;
import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import io.alphascope.events.test.BoundProcess;
import io.alphascope.events.test.EmbeddedKafka;
import io.alphascope.events.test.FreePort;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as a process of its own, over HTTP: killed, ended, without a broker. */
class TrainerProcessIT {

  private static final Map<String, Object> LONG_RUN =
      Map.of("run", "long", "dataset", "mnist-sample", "epochs", 1000, "network", "784-16-10");

  private static final String TOKEN = "token-of-the-tests-0123456789";

  @TempDir private static Path folder;

  private EmbeddedKafka kafka;
  private int port;
  private Process trainer;

  @BeforeEach
  void startBroker() {
    kafka = new EmbeddedKafka();
    port = FreePort.next();
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    trainer.destroyForcibly().waitFor();
    kafka.close();
  }

  @Test
  void aKilledTrainersRunIsInterruptedAtItsLastPublishedStep() throws Exception {
    startTrainer();
    start(LONG_RUN).then().statusCode(201).body("state", equalTo("running"));
    awaitRun(run -> number(run, "steps_published") > 100);
    trainer.destroyForcibly().waitFor();
    startTrainer();

    Response run = get("/runs/long");
    run.then()
        .statusCode(200)
        .body("state", equalTo("interrupted"))
        .body("message", containsString("the last step published is "));
    long last = number(run, "last_published_step");
    // Partitions are sent to at once: of the steps under way, a later one may have arrived alone.
    SortedSet<Long> arrived = stepsInTheStream("long");
    assertThat(last).isEqualTo(arrived.last());
    assertThat(number(run, "steps_published")).isEqualTo(arrived.size());
    assertThat(number(run, "steps_taken")).isGreaterThanOrEqualTo(last + 1);
    start(LONG_RUN).then().statusCode(400).body("error", containsString("there is a run 'long'"));
    stop("long").then().statusCode(200).body("state", equalTo("interrupted"));
  }

  private SortedSet<Long> stepsInTheStream(String run) throws InvalidProtocolBufferException {
    List<byte[]> records = new ArrayList<>();
    Map<String, Object> properties = new HashMap<>(StreamSettings.defaults().consumerProperties());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      new WholeTopic(consumer, Topic.STEPS).readToEnd(record -> records.add(record.value()));
    }
    SortedSet<Long> steps = new TreeSet<>();
    for (byte[] record : records) {
      for (GroupedStep step : StepGroup.read(ByteBuffer.wrap(record))) {
        assertThat(step.fault()).isEmpty();
        assertThat(step.step().getRun()).isEqualTo(run);
        steps.add(step.step().getStep());
      }
    }
    return steps;
  }

  @Test
  void aTrainerThatIsEndedStopsItsRunAndPublishesTheRest() throws Exception {
    startTrainer();
    start(LONG_RUN).then().statusCode(201);
    start(Map.of()).then().statusCode(409).body("error", containsString("long is being trained"));
    awaitRun(run -> number(run, "steps_published") > 0);
    trainer.toHandle().destroy();
    assertThat(trainer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    startTrainer();

    Response run = get("/runs/long");
    run.then()
        .body("state", equalTo("stopped"))
        .body("message", equalTo("The trainer service was shut down."));
    assertThat(number(run, "steps_published")).isEqualTo(number(run, "steps_taken"));
  }

  @Test
  void waitsForABrokerThatIsAway() throws Exception {
    kafka.stop();
    launch();
    awaitAnswer("/q/health/live", 200);

    get("/q/health/ready")
        .then()
        .statusCode(503)
        .body("checks.find { it.name == 'broker' }.data.reason", notNullValue());
    start(Map.of())
        .then()
        .statusCode(503)
        .body("error", containsString("waits for Kafka at " + kafka.bootstrapServers()));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(Files.readString(folder.resolve("trainer.log")))
                    .contains(" INFO  Kafka at %s does".formatted(kafka.bootstrapServers())));
    kafka.start();
    awaitAnswer("/q/health/ready", 200);
    start(Map.of("run", "late", "dataset", "mnist-sample", "publish_every", 0))
        .then()
        .statusCode(201);
  }

  @Test
  void answersMistakesWithASentence() throws Exception {
    startTrainer();
    authorised()
        .body("{broken")
        .post("/runs")
        .then()
        .statusCode(400)
        .body("error", containsString("The body is not JSON"));
    start(Map.of("learning_rate", "fast"))
        .then()
        .statusCode(400)
        .body("error", containsString("learning_rate: expected a positive number"));
    given().port(port).post("/runs").then().statusCode(401).body("error", containsString("token"));
    given()
        .port(port)
        .header("Host", "rebound.example.org")
        .get("/runs")
        .then()
        .statusCode(421)
        .body("error", containsString("alphascope.access.hosts"));
    start(Map.of("dataset", "../../etc/passwd"))
        .then()
        .statusCode(400)
        .body("error", containsString("no data set can be called '../../etc/passwd'"));
    start(Map.of("initial_parameters", "/etc/passwd"))
        .then()
        .statusCode(400)
        .body("error", containsString("initial_parameters"));
    get("/runs/nobody").then().statusCode(404).body("error", containsString("no run 'nobody'"));
    stop("nobody").then().statusCode(404);
    get("/elsewhere").then().statusCode(404).body("error", containsString("GET /runs"));
    get("/runs").then().statusCode(200).body("runs", equalTo(List.of()));
    assertThat(get("/q/metrics").asString())
        .contains("alphascope_trainer_steps_published_total")
        .contains("alphascope_trainer_buffer_events");
  }

  @Test
  void trainsAFirstRunByItselfAndNeverASecondOne() throws Exception {
    String options =
        "{\"run\": \"first\", \"dataset\": \"mnist-sample\", \"network\": \"784-16-10\"}";
    startTrainer(
        "-Dalphascope.trainer.first-training=on",
        "-Dalphascope.trainer.first-training-options=" + options);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> "completed".equals(get("/runs/first").path("state")));
    trainer.toHandle().destroy();
    assertThat(trainer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    startTrainer("-Dalphascope.trainer.first-training=on");

    get("/runs").then().body("runs.run", equalTo(List.of("first")));
  }

  @Test
  void saysWhyAFirstRunCannotBegin() throws Exception {
    startTrainer(
        "-Dalphascope.trainer.first-training=on",
        "-Dalphascope.trainer.first-training-options={\"epochs\": \"many\"}");

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(folder.resolve("trainer.log")))
                    .contains("The first training cannot start: epochs: expected a whole number")
                    .contains("Correct alphascope.trainer.first-training-options"));
    get("/runs").then().body("runs", equalTo(List.of()));
  }

  private void startTrainer(String... settings) throws IOException {
    launch(settings);
    awaitAnswer("/q/health/ready", 200);
  }

  private void launch(String... settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // Starts sooner; none of these tests measures time.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dquarkus.http.port=" + port,
                "-Dkafka.bootstrap.servers=" + kafka.bootstrapServers(),
                "-Dalphascope.access.token=" + TOKEN,
                "-Dalphascope.dataset-folder=" + folder));
    command.addAll(List.of(settings));
    command.addAll(List.of("-jar", Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
    trainer =
        BoundProcess.builder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("trainer.log").toFile()))
            .start();
  }

  private void awaitAnswer(String path, int status) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> get(path).statusCode() == status);
  }

  private void awaitRun(Predicate<Response> condition) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> get("/runs/long"), condition);
  }

  private Response get(String path) {
    return given().port(port).get(path);
  }

  private Response start(Map<String, Object> options) {
    return authorised().contentType("application/json").body(options).post("/runs");
  }

  private RequestSpecification authorised() {
    return given().port(port).header("Authorization", "Bearer " + TOKEN);
  }

  private Response stop(String run) {
    return authorised().post("/runs/" + run + "/stop");
  }

  private static long number(Response run, String field) {
    return ((Number) run.path(field)).longValue();
  }
}
