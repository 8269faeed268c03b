package io.alphascope.cli.step;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.cli.stepfiles.StepFolder;
import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.ExportedNetworks;
import io.alphascope.cli.test.NpyFixture;
import io.alphascope.cli.test.StepFixture;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import io.alphascope.workload.npy.NpyContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A linear model with squared error, whose loss is a parabola: L = ½ [(w₁ + 2w₂ + b − 1)² + (3w₁ −
 * w₂ + b)²], from (1, 2, 0.5) to (0.9, 1.8, 0.45). By hand: dᵀg = −2.7, dᵀHd = 0.325.
 */
class ObserveCommandTest {
  private static final double ALPHA_STAR = 2.7 / 0.325;
  private static final double LARGEST_EIGENVALUE = 11.701562118716424;

  @TempDir static Path data; // holds the native library, once
  @TempDir Path step;

  @BeforeEach
  void writeStep() throws IOException {
    specify("");
    write("theta0", 1, 2, 0.5);
    write("theta1", 0.9, 1.8, 0.45);
    NpyFixture.write(step.resolve("inputs.npy"), "(2, 2)", 1, 2, 3, -1);
    NpyFixture.write(step.resolve("targets.npy"), "(2, 1)", 1, 0);
  }

  @Test
  void printsEveryObservationAsJson() throws IOException {
    CommandLineRun run = observe("--json");

    assertThat(run.status()).isZero();
    JsonNode observations = new ObjectMapper().readTree(run.out()).get("observations");
    assertThat(observations).hasSize(2);
    JsonNode hessian = observations.get(0);
    assertThat(hessian.get("curvature").asText()).isEqualTo("hessian");
    assertThat(hessian.get("status").asText()).isEqualTo("ok");
    assertThat(hessian.get("alpha_star").asDouble()).isCloseTo(ALPHA_STAR, within(1e-12));
    assertThat(hessian.get("fidelity_at_step").asDouble()).isCloseTo(1, within(1e-12));
    assertThat(hessian.get("slope_published").isNull()).isTrue();
  }

  @Test
  void printsATable() {
    CommandLineRun run = observe("--curvature", "ggn/parameter", "--quantity", "slope");

    assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(" ggn/parameter", "batch_size 2", "status ok", "slope -2.70000000");
  }

  /** Of one layer, which is all of the network. */
  @Test
  void printsTheLayersBelow() {
    CommandLineRun run = observe("--curvature", "hessian,hessian/layer");

    assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")).toList())
        .endsWith(
            "",
            "layers of hessian/layer slope curvature_value alpha_star step_norm parameter_norm",
            "1 -2.70000000 0.325000000 8.30769231 0.229128785 2.29128785");
    assertThat(observe("--curvature", "hessian/layer", "--quantity", "alpha_star").out())
        .contains("layers of hessian/layer       alpha_star\n")
        .doesNotContain("slope");
    assertThat(observe("--curvature", "hessian/layer", "--quantity", "loss_after").out())
        .doesNotContain("layers of");
  }

  @Test
  void printsTheLayersAsJson() throws IOException {
    CommandLineRun run = observe("--json", "--curvature", "hessian,hessian/layer");

    JsonNode observations = new ObjectMapper().readTree(run.out()).get("observations");
    assertThat(observations.get(0).has("layers")).isFalse();
    JsonNode layers = observations.get(1).get("layers");
    assertThat(layers).hasSize(1);
    assertThat(layers.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "layer", "slope", "curvature_value", "alpha_star", "step_norm", "parameter_norm");
    assertThat(layers.get(0).get("layer").asText()).isEqualTo("1");
    assertThat(layers.get(0).get("slope").asDouble()).isCloseTo(-2.7, within(1e-12));
    assertThat(layers.get(0).get("alpha_star").asDouble()).isCloseTo(ALPHA_STAR, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "65536 | 65536 times | usually a loss scale (GradScaler) that was not undone.",
        "4     | 4 times     | usually gradients that were added up over 4 batches and not divided",
        "2     | 2 times     | usually the gradient of the summed loss, where its mean over the",
        "0.3   | 0.3 times   | usually gradient clipping, or a factor on the loss",
        "0     | zero, the   | usually it was read after it had been cleared.",
      })
  void saysByWhichFactorThePublishedGradientIsAnother(double factor, String times, String cause)
      throws IOException {
    write("gradient", factor * 9, factor * 7.5, factor * 6);

    String remark = only(observe("--json"));

    assertThat(remark).startsWith("The published gradient is " + times).contains(cause);
    assertThat(observe("--quantity", "slope").out().lines()).last().isEqualTo(remark);
  }

  @Test
  void saysThatThePublishedGradientIsOfAnotherActivation() throws IOException {
    specify(", \"activation\": \"relu\"", "1-1-1");
    NpyFixture.write(step.resolve("inputs.npy"), "(1, 1)", 1);
    NpyFixture.write(step.resolve("targets.npy"), "(1, 1)", 0);
    // y = 2 tanh(0.5 x + 0.25) + 0.1, where relu is declared; L = y².
    double hidden = Math.tanh(0.75);
    double twice = 2 * (2 * hidden + 0.1);
    double below = twice * 2 * (1 - hidden * hidden);
    double[] gradient = {below, below, twice * hidden, twice};
    write("theta0", 0.5, 0.25, 2, 0.1);
    write(
        "theta1",
        0.5 - 0.1 * gradient[0],
        0.25 - 0.1 * gradient[1],
        2 - 0.1 * gradient[2],
        0.1 - 0.1 * gradient[3]);
    write("gradient", gradient);

    assertThat(only(observe("--json", "--curvature", "ggn/layer")))
        .startsWith("The published gradient is not the one measured with the declared network,")
        .contains("no usual factor explains it", "usually another activation, normalisation");
  }

  @Test
  void saysNothingOfAGradientThatIsTheStepsOwn() throws IOException {
    write("gradient", 9, 7.5, 6);

    assertThat(new ObjectMapper().readTree(observe("--json").out()).get("remarks")).isEmpty();
    assertThat(observe("--quantity", "slope").out()).hasLineCount(4);
  }

  @Test
  void savesProductsInTheFilesOwnType() throws IOException {
    observe("--curvature", "ggn/layer", "--save", data.resolve("out").toString());

    NpyArray product = NpyArray.read(data.resolve("out/product.ggn_layer.npy"), NpyContent.NUMBERS);
    assertThat(product.type()).isEqualTo(ElementType.FLOAT64);
    // H = Σᵢ xᵢxᵢᵀ with x = (1, 2, 1) and (3, −1, 1).
    assertThat(product.floating(0)).isCloseTo(-0.1 * 10 + 0.2 * 1 - 0.05 * 4, within(1e-12));
    assertThat(product.floating(2)).isCloseTo(-0.1 * 4 - 0.2 * 1 - 0.05 * 2, within(1e-12));
  }

  /** B = Σᵢ 2 s = 2; A is the mean of the inputs' outer products, (1, 2) and (3, −1). */
  @Test
  void savesDiagonalsAndFactors() throws IOException {
    observe("--curvature", "diagonal-ggn,kflr", "--save", data.resolve("out").toString());

    assertThat(saved("diagonal-ggn")).containsExactly(new double[] {10, 5, 2}, within(1e-12));
    assertThat(saved("kflr.0.0")).containsExactly(new double[] {2}, within(1e-12));
    assertThat(saved("kflr.0.1")).containsExactly(new double[] {5, -0.5, -0.5, 2.5}, within(1e-12));
    assertThat(saved("kflr.1.0")).containsExactly(new double[] {2}, within(1e-12));
    assertThat(data.resolve("out/kflr.1.1.npy")).doesNotExist();
  }

  private double[] saved(String name) throws IOException {
    NpyArray array = NpyArray.read(data.resolve("out/" + name + ".npy"), NpyContent.NUMBERS);
    double[] values = new double[Math.toIntExact(array.shape().get(0))];
    Arrays.setAll(values, k -> array.floating(k));
    return values;
  }

  /** H = Σᵢ xᵢxᵢᵀ has the diagonal (10, 5, 2). */
  @Test
  void observesWhatIsAskedForBeside() throws IOException {
    CommandLineRun run =
        observe("--observe", "trace,eigenvalue@100,distance,parameter-histogram", "--json");

    assertThat(run).extracting(CommandLineRun::status, CommandLineRun::err).containsExactly(0, "");
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.get("refused")).isEmpty();
    JsonNode hessian = document.get("observations").get(0);
    assertThat(hessian.get("trace").asDouble()).isCloseTo(17, within(1e-12));
    assertThat(hessian.get("largest_eigenvalue").asDouble())
        .isCloseTo(LARGEST_EIGENVALUE, within(1e-5));
    assertThat(hessian.get("parameter_norm").asDouble()).isCloseTo(Math.sqrt(5.25), within(1e-12));
    assertThat(hessian.has("mean_gsnr")).isFalse();
    JsonNode histogram = hessian.get("histograms").get(0);
    assertThat(histogram.get("name").asText()).isEqualTo("parameter");
    assertThat(histogram.get("axes").get(0).get("bins").asInt())
        .isEqualTo(histogram.get("counts").size());
    assertThat(sum(histogram.get("counts"))).isEqualTo(3);
    assertThat(document.get("observations").get(1).has("histograms")).isFalse();
  }

  @Test
  void aNumberOfAnObservableAsksForIt() {
    CommandLineRun run = observe("--curvature", "ggn", "--quantity", "trace");

    assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(" ggn", "batch_size 2", "status ok", "trace 17.0000000");
  }

  /** Half of the residual's square has the gradients (4.5, 9, 4.5) and (4.5, −1.5, 1.5). */
  @Test
  void savesArraysOfTheSamples() throws IOException {
    CommandLineRun run =
        observe(
            "--quantity",
            "slope,gradient,batch-gradient,batch-l2,sum-gradient-squared,variance,batch-diagonal-ggn,"
                + "batch-diagonal-ggn-mc:3,batch-diagonal-hessian,sqrt-ggn,sqrt-ggn-mc:5",
            "--curvature",
            "ggn",
            "--save",
            data.resolve("out").toString());

    assertThat(run.out().lines()).hasSize(4);
    assertThat(saved("gradient")).containsExactly(new double[] {9, 7.5, 6}, within(1e-12));
    assertThat(saved("batch-gradient"))
        .containsExactly(new double[] {4.5, 9, 4.5, 4.5, -1.5, 1.5}, within(1e-12));
    assertThat(saved("batch-l2"))
        .containsExactly(new double[] {101.25, 20.25, 22.5, 2.25}, within(1e-12));
    assertThat(saved("sum-gradient-squared"))
        .containsExactly(new double[] {40.5, 83.25, 22.5}, within(1e-12));
    assertThat(saved("variance")).containsExactly(new double[] {0, 27.5625, 2.25}, within(1e-12));
    double[] diagonals = {1, 4, 1, 9, 1, 1};
    assertThat(saved("batch-diagonal-ggn")).containsExactly(diagonals, within(1e-12));
    assertThat(saved("batch-diagonal-hessian")).containsExactly(diagonals, within(1e-12));
    assertThat(saved("batch-diagonal-ggn-mc_3")).hasSize(2 * 3);
    assertThat(saved("sqrt-ggn")).containsExactly(new double[] {1, 2, 1, 3, -1, 1}, within(1e-12));
    assertThat(saved("sqrt-ggn-mc_5")).hasSize(5 * 2 * 3);
  }

  @Test
  void savesArraysInTheFilesOwnType() throws IOException {
    NpyFixture.writeFloat32(step.resolve("theta0.npy"), "(3,)", 1, 2, 0.5f);
    NpyFixture.writeFloat32(step.resolve("theta1.npy"), "(3,)", 0.9f, 1.8f, 0.45f);
    NpyFixture.writeFloat32(step.resolve("inputs.npy"), "(2, 2)", 1, 2, 3, -1);
    NpyFixture.writeFloat32(step.resolve("targets.npy"), "(2, 1)", 1, 0);

    observe("--quantity", "gradient", "--save", data.resolve("single").toString());

    NpyArray gradient = NpyArray.read(data.resolve("single/gradient.npy"), NpyContent.NUMBERS);
    assertThat(gradient.type()).isEqualTo(ElementType.FLOAT32);
    assertThat(gradient.floating(1)).isCloseTo(7.5, within(1e-6));
  }

  @Test
  void arraysAloneLeaveTheNumbersAsTheyAre() throws IOException {
    String save = data.resolve("alone").toString();

    assertThat(observe("--quantity", "variance", "--save", save)).isEqualTo(observe());
    assertThat(data.resolve("alone/variance.npy")).exists();
  }

  @Test
  void anArrayNeedsAFolder() {
    assertRefused(
        "--quantity sqrt-ggn-mc:10 is an array, which is not printed: name a folder to write it"
            + " into with --save",
        "--quantity",
        "slope,sqrt-ggn-mc:10");
  }

  @Test
  void observesTheRestOfAStepWherePartsAreRefused() throws IOException {
    CommandLineRun run =
        observe("--curvature", "hessian,hessian@fresh:3", "--observe", "noise", "--json");

    assertThat(run.status()).isEqualTo(1);
    JsonNode document = new ObjectMapper().readTree(run.out());
    JsonNode observations = document.get("observations");
    assertThat(observations.findValuesAsText("curvature")).containsExactly("hessian");
    assertThat(observations.get(0).get("sum_gradient_squared").asDouble())
        .isCloseTo(146.25, within(1e-9));
    assertThat(document.get("refused").findValuesAsText("name")).containsExactly("hessian@fresh:3");
    String reason = document.get("refused").get(0).get("reason").asText();
    assertThat(reason).startsWith("a step that brings its own samples has no batch 'fresh:3'");
    assertThat(run.err()).isEqualTo("hessian@fresh:3 is not observed: " + reason + "\n");
  }

  @Test
  void observesWhatALossThatTheGraphComputesHas() throws IOException {
    ExportedNetworks.unpack(data);
    step = data.resolve("loss-contrast");
    Path save = data.resolve("contrast");

    CommandLineRun run =
        observe(
            "--curvature",
            "hessian,ggn/layer",
            "--observe",
            "noise,eigenvalue",
            "--quantity",
            "alpha_star,sqrt-ggn,gradient",
            "--save",
            save.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).startsWith("                                               hessian\n");
    assertThat(run.err().lines())
        .anyMatch(line -> line.startsWith("ggn/layer is not observed: loss graph is linear"))
        .anyMatch(line -> line.startsWith("noise is not observed: network "))
        .anyMatch(line -> line.startsWith("sqrt-ggn is not observed: "))
        .hasSize(3);
    assertThat(save.resolve("gradient.npy")).exists();
    assertThat(save.resolve("product.hessian.npy")).exists();
    assertThat(save.resolve("sqrt-ggn.npy")).doesNotExist();
  }

  @Test
  void explainsWhatWouldBeComputed() throws IOException {
    StepFixture.writeWithSamples(step); // 3-4-2
    CommandLineRun run =
        observe(
            "--explain",
            "--json",
            "--curvature",
            "hessian,ggn/layer,ggn@fresh:8",
            "--observe",
            "trace@50,noise",
            "--quantity",
            "sqrt-ggn,alpha_star");

    assertThat(run).extracting(CommandLineRun::status, CommandLineRun::err).containsExactly(0, "");
    JsonNode document = new ObjectMapper().readTree(run.out());
    assertThat(document.get("batches")).hasSize(1);
    JsonNode batch = document.get("batches").get(0);
    assertThat(batch.get("batch").asText()).isEqualTo("own");
    assertThat(batch.get("samples").asInt()).isEqualTo(8);
    // One sweep along d of order two; of each of two layers one of order one; the loss at θ₁.
    assertThat(batch.get("shared").get("runs").asInt()).isEqualTo(5 + 2 * 3 + 1);
    JsonNode curvatures = batch.get("curvatures");
    assertThat(curvatures.findValuesAsText("name")).containsExactly("hessian", "ggn/layer");
    // Back over outputs and tangents, and the loss at α*; a pass for each of two layers.
    assertThat(curvatures.findValuesAsText("runs")).containsExactly("7", "5");
    JsonNode observables = batch.get("observables");
    assertThat(observables.findValuesAsText("name"))
        .containsExactly("trace@50 of hessian", "trace@50 of ggn/layer", "noise");
    // A pass for each of two outputs.
    assertThat(observables.get(0).get("runs").asInt()).isEqualTo(1 + 2 * 2);
    assertThat(observables.get(0).get("runs_per_step").asDouble()).isEqualTo(0.1);
    assertThat(observables.get(0).get("quantities").get(0).asText()).isEqualTo("trace");
    assertThat(batch.get("arrays").get(0).get("description").asText())
        .isEqualTo("square root of the Gauss-Newton matrix, [2, 8, 26]");
    assertThat(batch.get("runs").asInt())
        .isEqualTo(12 + sum(curvatures, "runs") + sum(observables, "runs") + 8);
    assertThat(batch.get("seconds").asDouble()).isPositive();
    assertThat(document.get("refused").findValuesAsText("name")).containsExactly("ggn@fresh:8");
  }

  @Test
  void explainsInATable() {
    CommandLineRun run = observe("--explain", "--observe", "hutchinson:20@10,tic");

    assertThat(run.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .anyMatch(line -> line.startsWith("hutchinson:20@10 of hessian 100 10 "))
        .anyMatch(line -> line.contains("criterion: noise of the gradient against curvature: tic_"))
        .anyMatch(line -> line.startsWith("Each curvature gives alpha_star, "))
        .last()
        .asString()
        .startsWith("In all about ");
  }

  @Test
  void refusesUnknownObservables() {
    assertRefused(
        "--observe is wrong: 'trase@5' is no observable; expected NAME or NAME@K",
        "--observe",
        "trase@5");
  }

  @Test
  void refusesAnotherBatchOfAStepThatBringsItsOwn() {
    assertRefused("has no batch 'fresh:3'", "--curvature", "hessian@fresh:3");
  }

  @Test
  void aLossThatTheGraphComputesHasNoGaussNewtonMatrix() throws IOException {
    ExportedNetworks.unpack(data);
    step = data.resolve("loss-contrast");

    JsonNode observations =
        new ObjectMapper().readTree(observe("--json").out()).get("observations");

    assertThat(observations.findValuesAsText("curvature")).containsExactly("hessian");
    assertThat(observations.findValuesAsText("batch_size")).containsExactly("6");
    assertThat(observations.get(0).get("slope_standard_error").isNull()).isTrue();
    assertRefused(
        "'ggn/layer': loss graph is linear in the outputs, so there is no Gauss-Newton",
        "--curvature",
        "ggn/layer,ggn");
  }

  @Test
  void refusesUnknownNames() {
    assertRefused("--curvature is wrong: curvature: 'hesian' is unknown", "--curvature", "hesian");
    assertRefused(
        "--quantity is wrong: quantity: 'alpha' is unknown; there are the numbers alpha_star,",
        "--quantity",
        "alpha");
  }

  /** Big-endian, float16, Fortran order, numbers [n], and a byte-order mark: the same step. */
  @Test
  void observesFilesAsNumpyWritesThem() throws Exception {
    Path written = Path.of(StepFolder.class.getResource("numpy-step").toURI());

    CommandLineRun run =
        CommandLineRun.of("observe", written.toString(), "--json", "--data-dir", data.toString());

    assertThat(run.err()).isEmpty();
    JsonNode hessian = new ObjectMapper().readTree(run.out()).get("observations").get(0);
    assertThat(hessian.get("alpha_star").asDouble()).isCloseTo(ALPHA_STAR, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"|b1, '(8, 1)'", "|i1, '(8,)'", "|u1, '(8, 1)'"})
  void takesClassesOfEveryIntegerTypeAsOneColumnToo(String descr, String shape) throws IOException {
    StepFixture.writeWithSamples(step);
    String expected = observe("--json").out();
    ByteBuffer classes = ByteBuffer.wrap(new byte[] {0, 1, 0, 1, 0, 1, 0, 1});
    NpyFixture.write(step.resolve("targets.npy"), descr, shape, classes);

    CommandLineRun run = observe("--json");

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void readsAMarkedSpecification(String encoding) throws IOException {
    String expected = observe("--json").out();
    String text = Files.readString(step.resolve("step.json"));
    Files.write(step.resolve("step.json"), ("\uFEFF" + text).getBytes(encoding));

    assertThat(observe("--json")).isEqualTo(new CommandLineRun(0, expected, ""));
  }

  @Test
  void namesATextThatIsNotInUtf8() throws IOException {
    Files.write(step.resolve("step.json"), "{\"run\": \"\u00fc\"}".getBytes(ISO_8859_1));

    assertRefused("step.json is not JSON (Invalid UTF-8");
  }

  @Test
  void refusesAWrongCount() throws IOException {
    write("theta0", 1, 2);

    assertRefused("theta0: expected 24 bytes, 3 parameters of network 2-1");
  }

  @Test
  void refusesAMissingFile() throws IOException {
    Files.delete(step.resolve("inputs.npy"));

    assertRefused("inputs.npy cannot be read (it does not exist)");
  }

  @Test
  void observesSamplesOfTheUsersOwnDataSet() throws IOException {
    Path own = Files.createDirectories(data.resolve("datasets/flowers"));
    NpyFixture.write(own.resolve("train-inputs.npy"), "(3, 2)", 1, 2, 3, -1, 0.5, 0.5);
    NpyFixture.write(own.resolve("train-targets.npy"), "(3, 1)", 1, 0, 2);
    String expected = observe("--json").out();
    Files.delete(step.resolve("inputs.npy"));
    Files.delete(step.resolve("targets.npy"));
    ByteBuffer indices = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    indices.putInt(0).putInt(1).flip();
    NpyFixture.write(step.resolve("indices.npy"), "<i4", "(2,)", indices);
    specify(", \"dataset\": \"flowers\"");

    CommandLineRun run = observe("--json", "--curvature", "hessian,ggn,hessian@fresh:1,ggn@all");

    assertThat(run.err()).isEmpty();
    JsonNode observations = new ObjectMapper().readTree(run.out()).get("observations");
    JsonNode carried = new ObjectMapper().readTree(expected).get("observations");
    assertThat(observations.get(0)).isEqualTo(carried.get(0));
    assertThat(observations.get(1)).isEqualTo(carried.get(1));
    assertThat(observations.findValuesAsText("batch_size")).containsExactly("2", "2", "1", "3");
    assertRefused("data set flowers has no test samples", "--curvature", "ggn@test:1");
    CommandLineRun tooMany = observe("--curvature", "ggn,ggn@fresh:99999999");
    assertThat(tooMany.status()).isEqualTo(1);
    assertThat(tooMany.out()).contains("alpha_star");
    assertThat(tooMany.err())
        .startsWith("ggn@fresh:99999999 is not observed: batch 'fresh:99999999'");
  }

  @Test
  void refusesAMisspeltField() throws IOException {
    specify(", \"activatoin\": \"relu\"");

    assertRefused("step.json holds the unknown field 'activatoin': known are activation,");
  }

  @Test
  void drawsTheSameOtherBatchFromANamedDatasetEveryTime() throws IOException {
    Files.writeString(
        step.resolve("step.json"),
        "{\"network\": \"784-10\", \"learning_rate\": 1, \"dataset\": \"mnist-sample\", \"step\":"
            + " 4}");
    double[] theta = new double[784 * 10 + 10];
    write("theta0", theta);
    theta[784 * 10] = 1; // the bias of the zeros
    write("theta1", theta);
    ByteBuffer indices = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    indices.putInt(7).putInt(11999).flip();
    NpyFixture.write(step.resolve("indices.npy"), "<i4", "(2,)", indices);

    CommandLineRun once = observe("--json");
    CommandLineRun twice = observe("--json");

    assertThat(once.out()).isEqualTo(twice.out());
    JsonNode observations = new ObjectMapper().readTree(once.out()).get("observations");
    assertThat(observations.findValuesAsText("curvature"))
        .containsExactly("hessian", "ggn", "hessian@fresh:256");
    assertThat(observations.findValuesAsText("batch_size")).containsExactly("2", "2", "256");
    // Equal probabilities: the loss falls by 0.9 for every zero among the samples, else rises.
    double zeros = 256 * (0.1 - observations.get(2).get("slope").asDouble());
    assertThat(zeros).isCloseTo(Math.rint(zeros), within(1e-9));
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }

  private static long sum(JsonNode rows, String field) {
    return rows.findValues(field).stream().mapToLong(JsonNode::asLong).sum();
  }

  private static String only(CommandLineRun run) throws IOException {
    JsonNode remarks = new ObjectMapper().readTree(run.out()).get("remarks");
    assertThat(remarks).hasSize(1);
    return remarks.get(0).asText();
  }

  private CommandLineRun observe(String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "observe";
    arguments[1] = step.toString();
    arguments[2] = "--data-dir";
    arguments[3] = data.toString();
    System.arraycopy(options, 0, arguments, 4, options.length);
    return CommandLineRun.of(arguments);
  }

  private void assertRefused(String words, String... options) {
    CommandLineRun run = observe(options);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("alphascope: ").contains(words).hasLineCount(1);
  }

  private void specify(String more) throws IOException {
    specify(more, "2-1");
  }

  private void specify(String more, String network) throws IOException {
    Files.writeString(
        step.resolve("step.json"),
        "{\"network\": \"%s\", \"loss\": \"squared-error\", \"learning_rate\": 0.1%s}"
            .formatted(network, more));
  }

  private void write(String name, double... values) throws IOException {
    NpyFixture.write(step.resolve(name + ".npy"), "(%d,)".formatted(values.length), values);
  }
}
