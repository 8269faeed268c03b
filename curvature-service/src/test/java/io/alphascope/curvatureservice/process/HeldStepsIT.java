package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.curvatureservice.LinearRun;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunSpecification;
import io.alphascope.events.SampleIndices;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensors;
import io.alphascope.events.test.EmbeddedKafka;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that refer to a data set whose files are not on this machine yet. */
class HeldStepsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARAMETERS = 784 * 10 + 10;
  private static final int STEPS = 3;
  private static final int CURVATURES = 3;

  @TempDir Path data;

  private StepTaken step(long step) {
    return StepTaken.newBuilder()
        .setRun("held")
        .setSpecification(
            RunSpecification.newBuilder()
                .setNetwork("784-10")
                .setActivation("relu")
                .setLoss("cross-entropy")
                .setReduction("mean")
                .setDataset("mnist"))
        .setStep(step)
        .setLearningRate(0.1)
        .setSampleIndices(SampleIndices.newBuilder().addIndex(7).addIndex(59_999))
        .setTheta0(Tensors.of(random(1), PARAMETERS))
        .setTheta1(Tensors.of(random(2), PARAMETERS))
        .build();
  }

  private static float[] random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      values[i] = 0.01f * (random.nextFloat() - 0.5f);
    }
    return values;
  }

  private ServiceProcess service(EmbeddedKafka kafka) {
    return new ServiceProcess(
        kafka.bootstrapServers(),
        Map.of("alphascope.dataset-folder", data.resolve("downloads").toString()),
        Map.of("ALPHASCOPE_DATA", data.toString()));
  }

  @Test
  void holdsTheStepsSaysWhyAndGoesOnWhenTheFilesAreThere()
      throws IOException, InterruptedException {
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      client.publish(
          RunChanged.newBuilder()
              .setRun("held")
              .setSpecification(step(0).getSpecification())
              .setState(RunChanged.State.COMPLETED)
              .setStepsPublished(STEPS)
              .setLastPublishedStep(STEPS - 1)
              .build());
      String log;
      try (ServiceProcess service = service(kafka).awaitReady()) {
        for (long step = 0; step < STEPS; step++) {
          client.publish(step(step));
        }
        awaitHeld(service, "mnist");

        // Others are not kept waiting by them.
        LinearRun other = new LinearRun("other");
        client.publish(other.step(0).build());
        client.awaitObservations(other.run(), 2);
        assertThat(service.status("/q/health/live")).isEqualTo(200);

        service.close();
        log = service.log();
      }
      assertThat(log.lines().filter(line -> line.contains(" WARN  [io.alp")))
          .singleElement()
          .asString()
          .contains("mnist")
          .contains("held");
      assertThat(log.lines().filter(line -> line.contains(" ERROR "))).isEmpty();

      try (ServiceProcess successor = service(kafka)) {
        awaitHeld(successor, "mnist");
        JsonNode answer =
            successor.order(
                "POST", "/replays", "{\"run\": \"held\", \"curvatures\": [\"ggn@all\"]}");
        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(201);
        String replay = answer.path("replay").asText();

        writeMnist();

        client.awaitObservations("held", (CURVATURES + 1) * STEPS);
        JsonNode ended =
            await()
                .atMost(PATIENCE)
                .until(
                    () -> successor.json("/replays/" + replay),
                    now -> !now.path("state").asText().equals("running"));
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(ended.path("steps_observed").asInt()).isEqualTo(STEPS);
        assertThat(ended.path("steps_dead_lettered").asInt()).isZero();
        await().atMost(PATIENCE).until(() -> successor.status("/q/health/ready") == 200);
        assertThat(successor.log()).contains("data set mnist is available again");
        assertThat(successor.metric("alphascope_dead_letters_total{topic=\"training.steps\"}"))
            .isZero();
      }
    }
  }

  @Test
  void losesNoStepWhilePyTorchCannotBeLoaded() throws InterruptedException {
    LinearRun run = new LinearRun("without-pytorch");
    try (EmbeddedKafka kafka = new EmbeddedKafka();
        TestClient client = new TestClient(kafka.bootstrapServers())) {
      client.publish(run.step(0).build());
      try (ServiceProcess service =
          new ServiceProcess(
              kafka.bootstrapServers(), Map.of(), Map.of("PYTORCH_VERSION", "1.10.0"))) {
        awaitHeld(service, "PYTORCH_VERSION in this process's environment");
        assertThat(service.metric("alphascope_dead_letters_total{topic=\"training.steps\"}"))
            .isZero();
      }
      try (ServiceProcess successor = new ServiceProcess(kafka.bootstrapServers(), Map.of())) {
        client.awaitObservations(run.run(), 2);
      }
    }
  }

  private static void awaitHeld(ServiceProcess service, String reason) {
    await().atMost(PATIENCE).until(() -> service.status("/q/health/ready") != 0);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode health = service.json("/q/health/ready");
              assertThat(health.path("status").asText()).isEqualTo("DOWN");
              assertThat(reasonsOf(health, "machine")).singleElement().asString().contains(reason);
              assertThat(reasonsOf(health, "observing")).isEmpty();
            });
    assertThat(service.json("/status").path("waiting_for").asText()).contains(reason);
  }

  private static List<String> reasonsOf(JsonNode health, String check) {
    return StreamSupport.stream(health.path("checks").spliterator(), false)
        .filter(one -> one.path("name").asText().equals(check))
        .filter(one -> one.path("status").asText().equals("DOWN"))
        .map(one -> one.path("data").path("reason").asText())
        .toList();
  }

  /** Files of MNIST's format and size, with other images. */
  private void writeMnist() throws IOException {
    writeIdx("t10k-images-idx3-ubyte.gz", 10_000, 28, 28);
    writeIdx("t10k-labels-idx1-ubyte.gz", 10_000);
    writeIdx("train-labels-idx1-ubyte.gz", 60_000);
    writeIdx("train-images-idx3-ubyte.gz", 60_000, 28, 28);
  }

  private void writeIdx(String name, int... dimensions) throws IOException {
    Path unfinished = data.resolve(name + ".part");
    int elements = 1;
    try (DataOutputStream out =
        new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(unfinished), 1 << 16))) {
      out.writeInt(0x0800 | dimensions.length);
      for (int dimension : dimensions) {
        out.writeInt(dimension);
        elements *= dimension;
      }
      byte[] values = new byte[elements];
      for (int i = 0; i < elements; i++) {
        values[i] = (byte) (i % 10);
      }
      out.write(values);
    }
    Files.move(unfinished, data.resolve(name));
  }
}
