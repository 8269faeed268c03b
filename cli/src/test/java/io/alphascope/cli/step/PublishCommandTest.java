package io.alphascope.cli.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.NpyFixture;
import io.alphascope.cli.test.StepFixture;
import io.alphascope.events.RunIds;
import io.alphascope.workload.npy.NpyArray;
import io.alphascope.workload.npy.NpyArray.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before any broker is asked; {@code PublishIT} publishes. */
class PublishCommandTest {
  @TempDir Path data;
  @TempDir Path step;

  @BeforeEach
  void writeStep() throws IOException {
    StepFixture.writeWithSamples(step);
  }

  @Test
  void saysThatNoSystemIsUp() {
    assertRefused(
        "No system is up on the data folder %s: start one with 'alphascope up --no-train', or name"
                .formatted(data)
            + " a broker with --kafka-config");
  }

  @ParameterizedTest
  @ValueSource(strings = {"step.json", "theta0.npy", "theta1.npy", "inputs.npy", "targets.npy"})
  void namesAMissingFile(String name) throws IOException {
    Files.delete(step.resolve(name));

    assertRefused("%s cannot be read (it does not exist): ".formatted(step.resolve(name)));
  }

  @Test
  void needsNoGradient() throws IOException {
    Files.delete(step.resolve("gradient.npy"));

    assertRefused("No system is up");
  }

  @Test
  void refusesAWrongNumberOfParameters() throws IOException {
    StepFixture.write(step, "gradient", 1, 2, 3);

    assertRefused("gradient: expected 208 bytes, 26 parameters of network 3-4-2 in float64; found");
  }

  @Test
  void refusesParametersThatAreIntegers() throws IOException {
    NpyArray.writeFlat(
        step.resolve("theta0.npy"), ElementType.INT64, ByteBuffer.allocate(26 * Long.BYTES));

    assertRefused(
        "theta0.npy holds integers (<i8), expected numbers: write numbers with"
            + " numpy.save('theta0.npy', a.astype(numpy.float32)), or numpy.float64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(24,)", "(6, 4)", "(0, 3)"})
  void refusesInputsOfAnotherShape(String shape) throws IOException {
    StepFixture.write(step, "inputs", shape, new double[shape.startsWith("(0") ? 0 : 24]);

    assertRefused(
        "inputs.npy, input inputs: expected shape [n, 3] with at least one sample, found [");
  }

  @Test
  void refusesTargetsOfAnotherNumberOfSamples() throws IOException {
    StepFixture.writeClasses(step, 0, 1, 0);

    assertRefused("targets.npy: expected targets of 8 samples, as many as there are inputs; found");
  }

  @Test
  void refusesAClassThatTheNetworkDoesNotHave() throws IOException {
    StepFixture.writeClasses(step, 0, 1, 0, 2, 0, 1, 0, 1);

    assertRefused("targets: label 2 of sample 3 is outside 0..1, the network's outputs");
  }

  /** As the samples 0 and 1, which a mask would otherwise be. */
  @Test
  void refusesAMaskOfSamples() throws IOException {
    StepFixture.writeWithIndices(step, 0, 1);
    NpyFixture.write(
        step.resolve("indices.npy"), "|b1", "(2,)", ByteBuffer.wrap(new byte[] {0, 1}));

    assertRefused("indices.npy holds a mask of booleans, expected integers: write the positions");
  }

  @Test
  void refusesAnIndexThatIsNoSample() throws IOException {
    StepFixture.writeWithIndices(step, 0, 12000);

    assertRefused(
        "indices.npy: expected training samples of mnist-sample, 0 to 11999; found 12000");
  }

  @Test
  void refusesANetworkThatTheDataSetDoesNotFit() throws IOException {
    StepFixture.writeWithIndices(step, 0, 1);
    StepFixture.specify(step, "\"network\": \"3-4-2\", \"dataset\": \"mnist-sample\"");
    StepFixture.writeVectors(step, 26, new Random(1));

    assertRefused("network 3-4-2: expected 784 inputs, as a sample of mnist-sample has, found 3");
  }

  @Test
  void refusesADataSetThatNobodyKnows() throws IOException {
    StepFixture.writeWithIndices(step, 0);
    StepFixture.specify(step, "\"network\": \"784-10\", \"dataset\": \"cifar\"");

    assertRefused("unknown data set 'cifar'; there are mnist, mnist-sample");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"step\": -1", "\"epoch\": 0", "\"epoch\": 3000000000"})
  void refusesNumbersThatNoStepHas(String field) throws IOException {
    StepFixture.specify(step, "\"network\": \"3-4-2\", " + field);

    assertRefused(": expected an integer from ");
  }

  @Test
  void refusesARunWithoutAName() {
    CommandLineRun published =
        CommandLineRun.of("publish", step.toString(), "--data-dir", data.toString());

    assertThat(published.status()).isEqualTo(1);
    assertThat(published.err())
        .isEqualTo(
            "alphascope: No run is given for the step: name it with --run or in step.json\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/b", "latest", "NUL"})
  void refusesARunThatNoneCanBeCalled(String run) throws IOException {
    StepFixture.specify(step, "\"network\": \"3-4-2\", \"run\": \"%s\"".formatted(run));

    CommandLineRun published =
        CommandLineRun.of("publish", step.toString(), "--data-dir", data.toString());

    assertThat(published.status()).isEqualTo(1);
    assertThat(published.err())
        .startsWith(
            "alphascope: No run can be called '%s': name it with --run or in step.json: 1 to 64"
                .formatted(run))
        .hasLineCount(1);
  }

  @Test
  void thePythonClientHoldsRunsToTheSame() throws IOException {
    String names = Files.readString(Path.of("..", "clients/python/src/alphascope/run_names.py"));

    assertThat(names.replaceAll("'\n +r'", "")).contains("r'" + RunIds.PATTERN + "'");
  }

  @Test
  void refusesPropertiesThatNoClientTakes() throws IOException {
    Path properties = data.resolve("kafka.properties");
    Files.writeString(properties, "bootstrap.servers=somewhere\n");

    assertRefused(
        "The broker's properties cannot be used (Invalid url in bootstrap.servers: somewhere):"
            + " correct the file that --kafka-config names",
        "--kafka-config",
        properties.toString());
  }

  @Test
  void readsPropertiesBehindAByteOrderMark() throws IOException {
    Path properties = data.resolve("kafka.properties");
    Files.writeString(properties, "\uFEFFbootstrap.servers=somewhere\n");

    assertRefused(
        "The broker's properties cannot be used (Invalid url in bootstrap.servers: somewhere)",
        "--kafka-config",
        properties.toString());
  }

  @Test
  void refusesPropertiesThatAreNotInUtf8() throws IOException {
    Path properties = data.resolve("kafka.properties");
    Files.write(properties, new byte[] {(byte) 0xff, (byte) 0xfe, 'b', 0});

    assertRefused(
        "kafka.properties (it is not text in UTF-8): name a file with --kafka-config",
        "--kafka-config",
        properties.toString());
  }

  private void assertRefused(String words, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("publish", step.toString(), "--run", "r", "--data-dir", data.toString()));
    arguments.addAll(List.of(options));
    CommandLineRun published = CommandLineRun.of(arguments.toArray(String[]::new));

    assertThat(published.status()).isEqualTo(1);
    assertThat(published.out()).isEmpty();
    assertThat(published.err()).startsWith("alphascope: ").contains(words).hasLineCount(1);
  }
}
