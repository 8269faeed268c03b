package io.alphascope.systemtests.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.stepfiles.StepEvent;
import io.alphascope.cli.stepfiles.StepFolder;
import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.ExportedNetworks;
import io.alphascope.cli.test.NpyFixture;
import io.alphascope.curvature.StepObserver;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvature.quantity.Observation;
import io.alphascope.curvature.quantity.Quantity;
import io.alphascope.curvature.step.ChosenSamples;
import io.alphascope.curvature.step.Step;
import io.alphascope.events.NamedTensor;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Tensor;
import io.alphascope.events.Tensors;
import io.alphascope.local.system.NativeLibraries;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.SharedSystem;
import io.alphascope.systemtests.UpSystem;
import io.alphascope.workload.dataset.Dataset;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;
import io.alphascope.workload.network.Network;
import io.alphascope.workload.network.Preset;
import io.alphascope.workload.onnx.OnnxNetworks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of networks that are graphs, from the command line through broker and database. */
@ExtendWith(SharedSystem.class)
class GraphRunsIT {
  private static final List<String> SERVICES =
      List.of("trainer-service", "curvature-service", "aggregator");
  private static final List<String> CURVATURES = List.of("hessian", "ggn", "ggn@test:256");

  /** Between float32 there and float64 here. */
  private static final double ROUNDING = 1e-4;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static UpSystem system;
  private static DatasetCatalog catalog;

  /** Lines of each service, of other tests. */
  private static final Map<String, Long> loggedBefore = new HashMap<>();

  @BeforeAll
  static void share(UpSystem shared) throws IOException {
    ExportedNetworks.unpack(folder);
    system = shared;
    for (String service : SERVICES) {
      loggedBefore.put(service, system.log(service).count());
    }
    Path datasets = system.data().resolve("datasets");
    Path tiles = Files.createDirectories(datasets.resolve("tiles"));
    writeImages(tiles, "train", 60);
    writeImages(tiles, "test", 300);
    catalog = DatasetCatalog.ofEnvironment(datasets, GraphRunsIT::noDownload);
    NativeLibraries.use(system.data());
  }

  private static void noDownload(String file, long received, long total) {
    throw new IllegalStateException("nothing is to be downloaded");
  }

  @Test
  void aPresetIsTrainedObservedAndReplayed() throws Exception {
    String run =
        trained(6, "--network", "lenet5", "--dataset", "mnist-sample", "--batch-size", "2000");

    Dataset dataset = catalog.open("mnist-sample");
    assertObservedAsInDouble(
        run,
        6,
        List.of(0, 5),
        Preset.find("lenet5").orElseThrow().of(Activation.RELU, dataset.sampleShape(), 10),
        dataset);
  }

  @Test
  void aModelIsTrainedByADecoupledRuleOnASchedule() throws Exception {
    Path model = folder.resolve("mobile/network.onnx");

    String run =
        trained(
            10,
            "--network",
            model.toString(),
            "--dataset",
            "tiles",
            "--batch-size",
            "6",
            "--optimizer",
            "adamw",
            "--weight-decay",
            "0.01",
            "--schedule",
            "cosine",
            "--warmup",
            "5");

    Dataset tiles = catalog.open("tiles");
    assertObservedAsInDouble(run, 10, upTo(10), OnnxNetworks.read(model, List.of(), false), tiles);
    List<JsonNode> rows = system.awaitRows(run, "hessian", 30);
    for (int step = 0; step < 10; step++) {
      double share = step < 5 ? (step + 1) / 5.0 : (1 + Math.cos(Math.PI * (step - 5) / 5)) / 2;
      assertThat(rows.get(step).get("learning_rate").asDouble())
          .as("step %d", step)
          .isCloseTo(0.01 * share, within(1e-12));
    }
    assertThat(system.aggregator().run(run).orElseThrow().specification().optimizer().name())
        .isEqualTo("adamw");
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

  @Test
  void aRunIsObservedAsItAsksOnTheStepsThatAreDue() throws Exception {
    JsonNode training =
        new ObjectMapper()
            .readTree(
                said(
                    List.of(
                        "train",
                        "--json",
                        "--network",
                        "96-12-4",
                        "--activation",
                        "tanh",
                        "--dataset",
                        "tiles",
                        "--batch-size",
                        "6",
                        "--curvature",
                        "hessian,ggn",
                        "--observe",
                        "trace@2,eigenvalue@4,noise,distance@5")));
    String run = training.get("run").asText();

    List<JsonNode> rows = system.awaitRows(run, "ggn", 20);
    assertThat(rows).hasSize(10);
    for (JsonNode row : rows) {
      int step = row.get("step").asInt();
      assertThat(row.get("trace").isNull()).isEqualTo(step % 2 != 0);
      assertThat(row.get("largest_eigenvalue").isNull()).isEqualTo(step % 4 != 0);
      assertThat(row.get("mean_gsnr").isNull()).isFalse();
      assertThat(row.get("parameter_distance").isNull()).isEqualTo(step % 5 != 0);
      if (step % 4 == 0) { // no eigenvalue of a positive matrix exceeds their sum
        assertThat(row.get("largest_eigenvalue").asDouble())
            .isBetween(0.0, row.get("trace").asDouble());
      }
    }
    JsonNode stored =
        StreamSupport.stream(system.aggregator().runsDocument().get("runs").spliterator(), false)
            .filter(one -> one.get("run").asText().equals(run))
            .findFirst()
            .orElseThrow();
    assertThat(stored.at("/specification/observables").toString())
        .isEqualTo("[\"trace@2\",\"eigenvalue@4\",\"noise\",\"distance@5\"]");

    said(
        List.of(
            "replay", "--run", run, "--curvature", "ggn/layer", "--observe", "trace", "--json"));

    assertThat(system.awaitRows(run, "ggn/layer", 30))
        .hasSize(10)
        .noneMatch(row -> row.get("trace").isNull())
        .allMatch(row -> row.get("mean_gsnr").isNull());
  }

  /** Trains, replays, and gives the run's id. */
  private static String trained(int steps, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("train", "--json", "--curvature"));
    arguments.add("hessian,ggn");
    arguments.addAll(List.of(options));
    JsonNode training = new ObjectMapper().readTree(said(arguments));
    String run = training.get("run").asText();
    assertThat(training.get("steps").asInt()).isEqualTo(steps);
    assertThat(training.get("observations").asInt()).isEqualTo(2 * steps);
    JsonNode replay =
        new ObjectMapper()
            .readTree(
                said(List.of("replay", "--run", run, "--curvature", CURVATURES.get(2), "--json")));
    assertThat(replay.get("observations").asInt()).as("%s", replay).isEqualTo(steps);

    Run stored = system.aggregator().run(run).orElseThrow();
    assertThat(stored.state()).isEqualTo("completed");
    assertThat(stored.deadLetters()).isZero();
    assertThat(stored.remarks()).isEmpty();
    assertThat(stored.evaluations()).extracting(Run.Evaluation::epoch).containsExactly(1);
    assertThat(stored.evaluations())
        .allSatisfy(
            evaluation -> {
              assertThat(evaluation.testLoss()).isFinite().isPositive();
              assertThat(evaluation.testAccuracy()).isBetween(0.0, 1.0);
            });
    for (String service : SERVICES) {
      assertThat(system.log(service).skip(loggedBefore.get(service)))
          .as(service)
          .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .filteredOn(line -> !line.contains("dead letter: "))
          .isEmpty();
    }
    return run;
  }

  private static String said(List<String> arguments) throws Exception {
    LaunchedProcess command = launch(arguments);
    assertThat(command.exitStatus()).as(command.said()).isZero();
    return Files.readString(command.out());
  }

  private static LaunchedProcess launch(List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--data-dir", system.data().toString()));
    return LaunchedProcess.start(folder, all.toArray(String[]::new));
  }

  /**
   * Steps of the topic, computed once more with the network that was meant.
   *
   * @param compared those that are computed
   */
  private static void assertObservedAsInDouble(
      String run, int steps, List<Integer> compared, Network network, Dataset dataset)
      throws Exception {
    List<StepTaken> published = new PublishedSteps(system).of(run);
    assertThat(published).hasSize(steps);
    Map<String, List<JsonNode>> stored = new HashMap<>();
    for (String curvature : CURVATURES) {
      List<JsonNode> rows = system.awaitRows(run, curvature, CURVATURES.size() * steps);
      assertThat(rows).extracting(row -> row.get("step").asInt()).isEqualTo(upTo(steps));
      stored.put(curvature, rows);
    }
    try (StepObserver observer = StepObserver.withProducts()) {
      for (int step : compared) {
        Map<String, Observation> expected =
            observe(observer, published.get(step), network, dataset);
        for (String curvature : CURVATURES) {
          assertAlike(
              stored.get(curvature).get(step),
              expected.get(curvature),
              expected
                  .get(curvature.replace("hessian", "ggn"))
                  .value(Quantity.CURVATURE_VALUE)
                  .orElseThrow(),
              "%s of step %d".formatted(curvature, step));
        }
      }
    }
  }

  private static List<Integer> upTo(int steps) {
    return IntStream.range(0, steps).boxed().toList();
  }

  /** By curvature. */
  private static Map<String, Observation> observe(
      StepObserver observer, StepTaken published, Network network, Dataset dataset) {
    Step step =
        new Step(
            network,
            new Loss(Loss.Kind.CROSS_ENTROPY, Loss.Reduction.MEAN),
            DataType.FLOAT64,
            doubles(published.getTheta0()),
            doubles(published.getTheta1()),
            doubles(published.getGradient()),
            published.getLearningRate());
    int[] own =
        published.getSampleIndices().getIndexList().stream().mapToInt(Integer::intValue).toArray();
    long seed = published.getSpecification().getSeed();
    return observer
        .observe(
            step,
            CURVATURES.stream().map(CurvatureName::parse).toList(),
            choice ->
                ChosenSamples.of(choice, dataset, own, seed, published.getStep())
                    .batch(DataType.FLOAT64, GraphRunsIT::direct))
        .stream()
        .collect(Collectors.toMap(one -> one.curvature().toString(), one -> one));
  }

  private static ByteBuffer doubles(Tensor floats) {
    ByteBuffer from = floats.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer doubles = direct(2 * from.remaining());
    while (from.hasRemaining()) {
      doubles.putDouble(from.getFloat());
    }
    return doubles.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Sums that nearly cancel keep their digits against what they are summed from: ‖d‖‖g‖ for dᵀg,
   * dᵀGd for dᵀHd.
   *
   * @param scale dᵀGd on the same batch
   */
  private static void assertAlike(JsonNode row, Observation expected, double scale, String where) {
    assertThat(row.get("status").asText()).as(where).isEqualTo(expected.status().toString());
    double slope = expected.value(Quantity.SLOPE).orElseThrow();
    double curvature = expected.value(Quantity.CURVATURE_VALUE).orElseThrow();
    double slopes =
        expected.value(Quantity.STEP_NORM).orElseThrow()
            * expected.value(Quantity.GRADIENT_NORM).orElseThrow();
    assertClose(row.get("slope"), slope, slopes, where + ", slope");
    assertClose(row.get("curvature_value"), curvature, scale, where + ", curvature");
    assertClose(
        row.get("loss_after"),
        expected.value(Quantity.LOSS_AFTER).orElseThrow(),
        expected.value(Quantity.LOSS_AFTER).orElseThrow(),
        where + ", loss after");
    assertThat(row.get("alpha_star").isNull())
        .as(where)
        .isEqualTo(expected.value(Quantity.ALPHA_STAR).isEmpty());
    if (expected.value(Quantity.ALPHA_STAR).isPresent()) {
      double alphaStar = expected.value(Quantity.ALPHA_STAR).getAsDouble();
      assertClose(
          row.get("alpha_star"),
          alphaStar,
          (slopes + alphaStar * scale) / curvature,
          where + ", alpha star");
    }
  }

  private static void assertClose(JsonNode found, double expected, double scale, String where) {
    assertThat(found.asDouble())
        .as(where)
        .isFinite()
        .isCloseTo(expected, within(ROUNDING * Math.abs(scale)));
  }

  @Test
  void aForeignStepOfAModelIsObservedAsPyTorchSays() throws Exception {
    Path step = folder.resolve("bert");

    CommandLineRun published =
        CommandLineRun.of(
            "publish", step.toString(), "--run", "bert", "--data-dir", system.data().toString());

    assertThat(published.status()).as(published.err()).isZero();
    assertThat(published.err()).hasLineCount(1);
    JsonNode pytorch = new ObjectMapper().readTree(step.resolve("reference.json").toFile());
    for (String curvature : List.of("hessian", "ggn")) {
      JsonNode row = system.awaitRows("bert", curvature, 2).get(0);
      double slope = pytorch.get("slope").asDouble();
      double value = pytorch.get(curvature).asDouble();
      assertThat(row.get("slope").asDouble()).isCloseTo(slope, within(1e-10));
      assertThat(row.get("curvature_value").asDouble()).isCloseTo(value, within(1e-10));
      assertThat(row.get("alpha_star").asDouble()).isCloseTo(-slope / value, within(1e-9));
      assertThat(row.get("loss_after").asDouble())
          .isCloseTo(pytorch.get("loss_after").asDouble(), within(1e-10));
    }
    Run run = system.aggregator().run("bert").orElseThrow();
    assertThat(run.specification().network()).matches("network\\.onnx \\([0-9a-f]{8}\\)");
    assertThat(run.remarks()).isEmpty();
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
    StepFolder step = StepFolder.read(folder.resolve("bert"), catalog);
    return StepEvent.of(step, Optional.of(run), Instant.now());
  }

  /** A step that is right, and two behind it that are not. */
  private static void addBehind(StepTaken step, Consumer<StepTaken.Builder> mistake)
      throws Exception {
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
