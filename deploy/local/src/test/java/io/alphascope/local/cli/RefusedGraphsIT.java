package io.alphascope.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.alphascope.events.NamedTensor;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.local.LaunchedProcess;
import io.alphascope.local.UpSystem;
import io.alphascope.local.client.Run;
import io.alphascope.local.stepfiles.NetworkCase;
import io.alphascope.local.stepfiles.StepEvent;
import io.alphascope.workload.dataset.DatasetCatalog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that are graphs and cannot be trained or observed, told through a whole system. */
class RefusedGraphsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static UpSystem system;
  private static DatasetCatalog catalog;

  @BeforeAll
  static void start() throws IOException {
    NetworkCase.unpack(folder);
    system = UpSystem.start(folder);
    Path datasets = system.data().resolve("datasets");
    Path tiles = Files.createDirectories(datasets.resolve("tiles"));
    writeImages(tiles, "train", 60);
    catalog = DatasetCatalog.ofEnvironment(datasets, ObserveCommand::sayDownload);
  }

  @AfterAll
  static void stop() throws Exception {
    system.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mobile | mnist-sample | as samples of mnist-sample are, found [n, 2, 8, 6]",
        "words | tiles | takes numbers, as the samples of tiles are, found an input of int64"
      })
  void aModelOfOtherInputsThanTheDataSetsIsRefused(String model, String dataset, String words)
      throws Exception {
    String file = folder.resolve(model).resolve("network.onnx").toString();

    LaunchedProcess command = launch(List.of("train", "--network", file, "--dataset", dataset));

    assertThat(command.exitStatus()).isEqualTo(1);
    assertThat(command.said())
        .startsWith("alphascope: ")
        .contains("network: 'network.onnx' does not fit the data set", words)
        .hasLineCount(1);
  }

  private static LaunchedProcess launch(List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--data-dir", system.data().toString()));
    return LaunchedProcess.start(folder, all.toArray(String[]::new));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void tokensThatTheTableLacksAreDeadLettersThatNameTheNode() throws Exception {
    StepTaken step = bert("tokens");

    addBehind(
        step,
        wrong -> {
          int tokens = inputs(step).indexOf("tokens");
          Tensor right = step.getBatchData().getNamedInputs(tokens).getTensor();
          long[] ids = new long[right.getData().size() / Long.BYTES];
          ids[ids.length - 1] = 4711;
          Tensor high = Tensors.of(ids, right.getShape(0), right.getShape(1));
          wrong.getBatchDataBuilder().getNamedInputsBuilder(tokens).setTensor(high);
        });

    assertDeadLetters("tokens", "Gather '", "4711");
  }

  @Test
  void operatorsWithoutARuleAreDeadLettersThatNameTheNode() throws Exception {
    StepTaken step = bert("operators");
    ModelProto.Builder model = ModelProto.parseFrom(step.getSpecification().getGraph()).toBuilder();
    model.getGraphBuilder().getNodeBuilder(0).setOpType("Bernoulli").setName("noise");

    addBehind(
        step, wrong -> wrong.getSpecificationBuilder().setGraph(model.build().toByteString()));

    assertDeadLetters("operators", "Bernoulli '", "'");
  }

  private static List<String> inputs(StepTaken step) {
    return step.getBatchData().getNamedInputsList().stream().map(NamedTensor::getName).toList();
  }

  private static StepTaken bert(String run) {
    return StepEvent.read(folder.resolve("bert"), Optional.of(run), catalog, Instant.now()).event();
  }

  /** A step that is right, and two behind it that are not. */
  private static void addBehind(
      StepTaken step, java.util.function.Consumer<StepTaken.Builder> mistake) throws Exception {
    PublishedSteps steps = new PublishedSteps(system);
    steps.add(step);
    for (int i = 1; i <= 2; i++) {
      StepTaken.Builder wrong = step.toBuilder().setStep(i);
      mistake.accept(wrong);
      steps.add(wrong.build());
    }
  }

  private static void assertDeadLetters(String run, String... words) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> system.aggregator().run(run).map(Run::deadLetters).orElse(0L) == 2);
    assertThat(system.aggregator().run(run).orElseThrow().deadLetterReasons())
        .singleElement()
        .asString()
        .startsWith("2 × ")
        .contains(words);
    assertThat(system.awaitRows(run, "ggn", 2)).hasSize(1);
    assertThat(system.log("curvature-service"))
        .filteredOn(line -> line.contains("(key %s/".formatted(run)))
        .singleElement()
        .asString()
        .contains(words)
        .contains("; more of the kind are only counted");
  }

  /** Images of 2 × 8 × 6 with four classes: which quarter of an image is bright. */
  private static void writeImages(Path into, String split, int images) throws IOException {
    Random random = new Random(images);
    float[] pixels = new float[images * 96];
    long[] classes = LongStream.range(0, images).map(i -> i % 4).toArray();
    for (int i = 0; i < pixels.length; i++) {
      boolean bright = i % 48 / 12 == classes[i / 96];
      pixels[i] = (float) random.nextGaussian() + (bright ? 1 : 0);
    }
    NpyFixture.writeFloat32(
        into.resolve(split + "-inputs.npy"), "(%d, 2, 8, 6)".formatted(images), pixels);
    ByteBuffer bytes = direct(images * Long.BYTES);
    bytes.asLongBuffer().put(classes);
    NpyFixture.write(into.resolve(split + "-targets.npy"), "<i8", "(%d,)".formatted(images), bytes);
  }
}
