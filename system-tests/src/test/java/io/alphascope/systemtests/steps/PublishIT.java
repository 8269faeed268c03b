package io.alphascope.systemtests.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import io.alphascope.cli.client.KeptSteps;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.StepFixture;
import io.alphascope.curvature.observable.Observable;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.events.RunChanged;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.local.broker.BrokerLogin;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.SharedSystem;
import io.alphascope.systemtests.UpSystem;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Steps in files, published into a system that is up. */
@ExtendWith(SharedSystem.class)
@TestMethodOrder(OrderAnnotation.class)
class PublishIT {
  private static final double ROUNDING = 1e-12;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir static Path folder;
  private static UpSystem system;

  /** Gives up after half a minute, in which the other tests go on; the last one looks at it. */
  private static LaunchedProcess publishedToNobody;

  @TempDir Path step;

  @BeforeAll
  static void share(UpSystem shared) throws IOException {
    system = shared;
    Path step = folder.resolve("step");
    StepFixture.writeWithSamples(step);
    Files.delete(step.resolve("gradient.npy")); // of which something would be said too
    Path file = step.resolve("kafka.properties");
    Files.writeString(file, "bootstrap.servers=127.0.0.1:1\n");
    publishedToNobody =
        LaunchedProcess.start(
            folder,
            "publish",
            step.toString(),
            "--run",
            "away",
            "--data-dir",
            system.data().toString(),
            "--kafka-config",
            file.toString());
  }

  @Test
  void isObservedAsObserveDoes() throws Exception {
    StepFixture.writeWithSamples(step);

    assertPublished("own");

    assertObservedAlike("own", "hessian", "ggn");
  }

  @Test
  void isObservedOnOtherSamplesTooIfItNamesItsDataSet() throws Exception {
    StepFixture.writeWithIndices(step, 7, 11, 11999);

    assertPublished("named");

    assertObservedAlike("named", "hessian", "ggn", "hessian@fresh:256");
    JsonNode row = system.awaitRows("named", "hessian@fresh:256", 3).get(0);
    assertThat(row.get("step").asInt()).isEqualTo(17);
    assertThat(row.get("epoch").asInt()).isEqualTo(2);
    assertThat(row.get("learning_rate").asDouble()).isEqualTo(0.1);
    assertThat(row.get("batch_size").asInt()).isEqualTo(256);
  }

  @Test
  void isListedWithWhatItTellsAndDashesForTheRest() throws Exception {
    StepFixture.writeWithSamples(step);
    assertPublished("listed");
    system.awaitRows("listed", "ggn", 2);

    CommandLineRun runs = CommandLineRun.of("runs", "--data-dir", system.data().toString());

    assertThat(runs.out().lines().filter(line -> line.startsWith("listed ")))
        .singleElement()
        .extracting(line -> line.strip().split("\\s+"))
        .asInstanceOf(InstanceOfAssertFactories.array(String[].class))
        .startsWith(
            "listed", "foreign", "–", "–", "1", "(0..0)", "–", "0.1", "8", "–", "2", "ggn,");
    Run listed = system.aggregator().run("listed").orElseThrow();
    assertThat(listed.stepsTaken()).isNull();
    assertThat(listed.trainingSeconds()).isNull();
    assertThat(system.aggregator().keptSteps())
        .filteredOn(kept -> kept.run().equals("listed"))
        .extracting(KeptSteps::published)
        .containsOnlyNulls();
  }

  @Test
  void publishedTwiceIsOneStep() throws Exception {
    StepFixture.writeWithSamples(step);
    assertPublished("twice");
    List<JsonNode> once = system.awaitRows("twice", "ggn", 2);
    double observations = system.count("alphascope_observations_total");

    assertPublished("twice");

    system.awaitCount("alphascope_observations_total", observations + 2);
    assertThat(system.awaitRows("twice", "ggn", 2)).isEqualTo(once);
  }

  @Test
  void saysWhatIsInconsistentBeforeAndEverywhereAfter() throws Exception {
    String scaled = "gradient is 65536 times the one measured with the declared network, loss and";
    writeScaled("\"network\": \"2-1\", \"loss\": \"squared-error\"", 9, 7.5, 6);

    CommandLineRun published = publish("doubtful");

    assertThat(published.status()).as(published.err()).isZero();
    assertThat(published.err()).contains("The published " + scaled).doesNotContain("changes");
    system.awaitRows("doubtful", "hessian", 2);
    String remark = "At every observed step (step 0) the published " + scaled;
    awaitSaid(() -> command("runs").out(), remark);
    awaitSaid(() -> command("runs", "--json").out(), remark);
    String file = step.resolve("doubtful.json").toString();
    awaitSaid(() -> command("export", "doubtful", "--export", file).err(), remark);
    assertThat(Files.readString(Path.of(file))).contains("\"remarks\":[\"" + remark);

    // The sum where that was the mean: another loss, under the same name.
    writeScaled(
        "\"network\": \"2-1\", \"loss\": \"squared-error\", \"reduction\": \"sum\", \"step\": 1",
        18,
        15,
        12);
    published = publish("doubtful");

    assertThat(published.status()).as(published.err()).isZero();
    assertThat(published.err())
        .contains(
            "What is trained changes within the run: its steps so far are of 2-1 relu, mean of"
                + " squared-error, data of its own, this one is of 2-1 relu, sum of squared-error,"
                + " data of its own; --run names another run");
    awaitSaid(
        () -> command("runs").out(),
        "step 0 was published as 2-1 relu, mean of squared-error, data of its own; step 1 was"
            + " published as 2-1 relu, sum");
  }

  /** The linear model of {@code ObserveCommandTest}, its gradient multiplied by a loss scale. */
  private void writeScaled(String specification, double... gradient) throws IOException {
    StepFixture.specify(step, specification);
    StepFixture.write(step, "theta0", 1, 2, 0.5);
    StepFixture.write(step, "theta1", 0.9, 1.8, 0.45);
    StepFixture.write(step, "inputs", "(2, 2)", 1, 2, 3, -1);
    StepFixture.write(step, "targets", "(2, 1)", 1, 0);
    StepFixture.write(step, "gradient", DoubleStream.of(gradient).map(g -> 65536 * g).toArray());
  }

  private static void awaitSaid(Callable<String> words, String expected) {
    await().atMost(Duration.ofMinutes(1)).until(words, said -> said.contains(expected));
  }

  @Test
  void whatIsRefusedIsNotPublished() throws Exception {
    StepFixture.writeWithSamples(step);
    StepFixture.write(step, "inputs", "(12, 2)", new double[24]);
    long before = records();

    CommandLineRun published = publish("refused");

    assertThat(published.status()).isEqualTo(1);
    assertThat(published.err()).contains("inputs.npy", "expected shape [n, 3]", "found [12, 2]");
    assertThat(records()).isEqualTo(before);
  }

  @Test
  void refusesAStepThatIsLargerThanTheLargestEvent() throws Exception {
    StepFixture.specify(step, "\"network\": \"1000-1000\"");
    StepFixture.writeVectors(step, 1001 * 1000, new Random(1));
    StepFixture.write(step, "inputs", "(1, 1000)", new double[1000]);
    StepFixture.writeClasses(step, 0);
    long before = records();

    CommandLineRun published = publish("large");

    assertThat(published.status()).isEqualTo(1);
    assertThat(published.err())
        .contains("The broker refused the step (", "ALPHASCOPE_LARGEST_EVENT_BYTES");
    assertThat(records()).isEqualTo(before);
  }

  @Test
  void saysThatTheBrokerLetsNobodyInWithAnotherPassword() throws Exception {
    StepFixture.writeWithSamples(step);
    Properties properties = new Properties();
    properties.putAll(new BrokerLogin("alphascope", "guessed").client());
    properties.setProperty("bootstrap.servers", system.addresses().kafkaBootstrapServers());
    Path file = step.resolve("kafka.properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }

    CommandLineRun published = publish("guessed", "--kafka-config", file.toString());

    assertThat(published.status()).isEqualTo(1);
    assertThat(published.err())
        .contains("The broker refused the step (Authentication failed: Invalid username or");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void saysOnceThatNoBrokerAnswers() throws Exception {
    assertThat(publishedToNobody.exitStatus()).isEqualTo(1);
    assertThat(publishedToNobody.said())
        .startsWith(
            "alphascope: No broker with the topic training.steps answers at 127.0.0.1:1 within")
        .hasLineCount(1);
  }

  /** By a client that does not look. */
  @Test
  void aStepOfARunThatNoneCanBeCalledIsADeadLetter() throws Exception {
    send(Topic.STEPS, "../0", StepTaken.newBuilder().setRun("..").build());

    await().atMost(PATIENCE).until(() -> system.logged("(key ../0)").isPresent());
    assertThat(system.logged("(key ../0)").orElseThrow())
        .contains("run: expected 1 to 64 letters, digits", ", found '..'");
  }

  @Test
  void aRunThatAnEarlierVersionLetBeCalledSoIsListedAndDeleted() throws Exception {
    for (String name : List.of("..", ".")) {
      send(
          Topic.RUNS,
          name,
          RunChanged.newBuilder().setRun(name).setState(RunChanged.State.FOREIGN).build());
      await().atMost(PATIENCE).until(() -> runs().contains(name));

      CommandLineRun exported = command("export", name, "--export", step + "/run.csv");
      assertThat(exported.status()).isEqualTo(1);
      assertThat(exported.err())
          .contains(
              "No address can contain the name of run '%s'".formatted(name),
              "'alphascope delete %s'".formatted(name));
      CommandLineRun replayed = command("replay", "--run", name, "--curvature", "ggn");
      assertThat(replayed.status()).isEqualTo(1);
      assertThat(replayed.err()).contains("run: expected 'latest', 'all' or the id of a run (1 to");

      CommandLineRun deleted = command("delete", name, "--yes");

      assertThat(deleted.status()).as(deleted.err()).isZero();
      assertThat(runs()).doesNotContain(name);
      assertThat(system.aggregator().deletedRuns()).contains(name);
    }
  }

  private static List<String> runs() throws InterruptedException {
    return system.aggregator().runs().stream().map(Run::run).toList();
  }

  private static void send(Topic topic, String key, Message message) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            system.kafkaClient(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic.topicName(), key, message.toByteArray())).get();
    }
  }

  private static CommandLineRun command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", system.data().toString()));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private void assertPublished(String run) {
    CommandLineRun published = publish(run);
    assertThat(published.status()).as(published.err()).isZero();
    assertThat(published.err()).contains(" of run " + run);
  }

  private CommandLineRun publish(String run, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "publish", step.toString(), "--run", run, "--data-dir", system.data().toString()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  /** The curvatures are the ones that are observed where nobody names any. */
  private void assertObservedAlike(String run, String... curvatures) throws Exception {
    CommandLineRun observe =
        CommandLineRun.of(
            "observe", step.toString(), "--json", "--data-dir", system.data().toString());
    JsonNode observed = new ObjectMapper().readTree(observe.out()).get("observations");
    assertThat(observed.findValuesAsText("curvature")).containsExactly(curvatures);
    for (JsonNode expected : observed) {
      String curvature = expected.get("curvature").asText();
      List<JsonNode> rows = system.awaitRows(run, curvature, curvatures.length);
      assertThat(rows).as(curvature).hasSize(1);
      assertThat(rows.get(0).get("status")).as(curvature).isEqualTo(expected.get("status"));
      for (Quantity quantity : Observable.quantitiesOfEveryStep()) {
        assertAlike(rows.get(0), expected, quantity.toString(), curvature);
      }
    }
  }

  private static void assertAlike(JsonNode row, JsonNode expected, String name, String curvature) {
    JsonNode value = expected.get(name);
    String where = curvature + " " + name;
    assertThat(row.get(name).isNull()).as(where).isEqualTo(value.isNull());
    if (!value.isNull()) {
      assertThat(row.get(name).asDouble())
          .as(where)
          .isCloseTo(value.asDouble(), within(ROUNDING * (1 + Math.abs(value.asDouble()))));
    }
  }

  /** How many have ever been published. */
  private static long records() throws Exception {
    String topic = Topic.STEPS.topicName();
    try (Admin admin = Admin.create(system.kafkaClient())) {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (TopicPartitionInfo partition :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        ends.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
      }
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    }
  }
}
