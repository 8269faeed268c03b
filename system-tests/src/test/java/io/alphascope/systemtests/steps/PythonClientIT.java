package io.alphascope.systemtests.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.test.CommandLineRun;
import io.alphascope.cli.test.ExportedNetworks;
import io.alphascope.events.StepTaken;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.SharedSystem;
import io.alphascope.systemtests.UpSystem;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The package in Python: a training in NumPy that publishes, and the reader. It needs an
 * interpreter that has the package, named by {@code ALPHASCOPE_TEST_PYTHON}; {@code .ci/run} makes
 * one.
 */
@ExtendWith(SharedSystem.class)
class PythonClientIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PYTHON = System.getenv("ALPHASCOPE_TEST_PYTHON");
  private static final String READER = "alphascope.reading";
  private static final int STEPS = 40;

  /** Between float32 here and float64 there. */
  private static final double ROUNDING = 1e-4;

  @TempDir static Path folder;
  private static UpSystem system;

  @BeforeAll
  static void trainInPython(UpSystem shared) throws Exception {
    assumeThat(PYTHON)
        .as("ALPHASCOPE_TEST_PYTHON names a Python that has clients/python installed")
        .isNotNull();
    Said installed = python("-c", "import alphascope.reading");
    assertThat(installed.status()).as("%s: %s", PYTHON, installed.text()).isZero();
    system = shared;
    assertThat(train("numpy", "--steps", Integer.toString(STEPS)).text())
        .contains(STEPS + " steps of run numpy published");
  }

  @Test
  void everyStepIsObservedAsItsOwnGradientSays() throws Exception {
    List<JsonNode> rows = system.awaitRows("numpy", "hessian", 2 * STEPS);

    assertThat(rows).extracting(row -> row.get("step").asInt()).isEqualTo(steps());
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.get("batch_size").asInt()).isEqualTo(64);
              assertClose(row.get("slope_published"), row.get("slope").asDouble());
            });
    assertThat(system.logged("run numpy, step ")).as("a warning").isEmpty();
    Run run = system.aggregator().run("numpy").orElseThrow();
    assertThat(run.deadLetters()).isZero();
    assertThat(run.state()).isEqualTo("completed");
    assertThat(run.stepsPublished()).isEqualTo(STEPS);
    assertThat(run.specification().network()).isEqualTo("784-32-10");
  }

  @Test
  void alphaStarIsWhatForwardPassesInNumpyGive() throws Exception {
    Said computed =
        python(
            resource("published_curvatures.py"),
            "numpy",
            system.data().toString(),
            Integer.toString(STEPS));
    assertThat(computed.status()).as(computed.text()).isZero();
    JsonNode expected = new ObjectMapper().readTree(computed.text());

    for (String curvature : List.of("hessian", "ggn")) {
      for (JsonNode row : system.awaitRows("numpy", curvature, 2 * STEPS)) {
        JsonNode step = expected.get(row.get("step").asText());
        double slope = step.get("slope").asDouble();
        double value = step.get(curvature).asDouble();
        assertClose(row.get("slope"), slope);
        assertClose(row.get("curvature_value"), value);
        assertClose(row.get("alpha_star"), -slope / value);
      }
    }
  }

  @Test
  void itsStepsCanBeReplayed() throws Exception {
    system.awaitRows("numpy", "hessian", 2 * STEPS);
    Path rows = folder.resolve("replayed.json");

    LaunchedProcess replay =
        LaunchedProcess.start(
            folder,
            "replay",
            "--run",
            "numpy",
            "--curvature",
            "ggn/parameter",
            "--export",
            rows.toString(),
            "--data-dir",
            system.data().toString());

    assertThat(replay.exitStatus()).as(replay.said()).isZero();
    assertThat(new ObjectMapper().readTree(rows.toFile()).get("observations"))
        .extracting(row -> row.get("step").asInt())
        .isEqualTo(steps());
  }

  @Test
  void otherSamplesThanItsOwnAreRefused() throws Exception {
    system.awaitRows("numpy", "hessian", 2 * STEPS);

    for (String batch : List.of("all", "fresh:64")) {
      ObjectNode request = new ObjectMapper().createObjectNode().put("run", "numpy");
      request.putArray("curvatures").add("hessian@" + batch);
      RefusedException refused =
          catchThrowableOfType(
              RefusedException.class, () -> system.aggregator().startReplay(request));
      assertThat(refused.line())
          .contains(
              "curvature hessian@%s: the steps of run numpy carry their own data, so there are no"
                      .formatted(batch)
                  + " other samples; leave '@%s' out".formatted(batch));
    }
  }

  @Test
  void whatContradictsItselfIsToldWithItsReason() throws Exception {
    Said published =
        python(
            "-c",
            """
            import sys
            import numpy as np
            from alphascope.connection import local_system
            from alphascope.events.events_pb2 import RunSpecification
            from single_steps import SingleSteps
            kafka = local_system(sys.argv[1])
            inputs, targets = np.ones((2, 3)), np.ones((2, 1))
            def declared(reduction):
                return RunSpecification(network='3-1', activation='relu', loss='squared-error',
                                        reduction=reduction)
            with SingleSteps('too-long', declared('mean'), kafka) as publisher:
                publisher.publish(0, 1, 0.1, np.zeros(5), np.ones(5), inputs, targets)
            gradient = np.full(4, -2.0)  # of the mean
            with SingleSteps('sum', declared('sum'), kafka) as publisher:
                publisher.publish(0, 1, 0.1, np.zeros(4), -0.1 * gradient, inputs, targets, gradient)
            """,
            system.data().toString());

    assertThat(published.status()).as(published.text()).isZero();
    await().atMost(PATIENCE).until(() -> system.logged("(key too-long/0)").isPresent());
    assertThat(system.logged("(key too-long/0)").orElseThrow())
        .contains("dead letter: training.steps-", "theta0.shape: expected [4], found [5]");
    await().atMost(PATIENCE).until(() -> system.logged("run sum, step 0").isPresent());
    assertThat(system.logged("run sum, step 0").orElseThrow())
        .contains(
            "The published gradient is 1/2 times the one measured",
            "the gradient of the mean loss, where its sum over the batch is declared");
  }

  @Test
  void anIncompleteStreamIsAFailure() throws Exception {
    Said refused =
        python(
            root().resolve("clients/python/examples/numpy_mnist.py").toString(),
            "--run",
            "away",
            "--data-dir",
            folder.resolve("nowhere").toString());

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.text())
        .contains(
            "numpy_mnist.py: no system is up on ", "start one with ./alphascope up --no-train");

    Said misnamed = train("..");
    assertThat(misnamed.status()).isEqualTo(1);
    assertThat(misnamed.text())
        .contains("numpy_mnist.py: no run can be called '..': expected 1 to 64");

    // 8 bytes for each of 2.4 million parameters: more than the topic takes.
    Said large = train("large", "--hidden", "3000", "--batch-size", "10", "--steps", "2");
    assertThat(large.status()).isEqualTo(1);
    assertThat(large.text())
        .contains(
            "0 of 1 steps published",
            "numpy_mnist.py: a step of these parameters and this batch takes ",
            "set alphascope.largest-event-bytes of the system higher");
  }

  @Test
  void whatWasPublishedIsReadBackBitForBit() throws Exception {
    Said compared = python(resource("read_back.py"), system.data().toString(), "10");

    assertThat(compared.status()).as(compared.text()).isZero();
    assertThat(compared.text())
        .contains("10 single steps and 10 in groups are those that were published; 9 by rule");
    List<JsonNode> singles = system.awaitRows("singles", "ggn", 2 * 10);
    List<JsonNode> grouped = system.awaitRows("groups", "ggn", 2 * 10);
    for (int step = 0; step < 10; step++) {
      assertThat(grouped.get(step).get("alpha_star"))
          .isEqualTo(singles.get(step).get("alpha_star"));
    }
  }

  @Test
  void aListingHasTheStepsThatWereObserved() throws Exception {
    List<JsonNode> rows = system.awaitRows("numpy", "hessian", 2 * STEPS);

    List<String[]> listed = listed("--run", "numpy");

    assertThat(listed).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      JsonNode row = rows.get(step);
      assertThat(listed.get(step)).startsWith(Integer.toString(step), "1", "0.05");
      assertClose(row.get("step_norm"), Double.parseDouble(listed.get(step)[3]));
      assertClose(row.get("slope_published"), Double.parseDouble(listed.get(step)[4]));
    }
    assertThat(listed("--run", "numpy", "--steps", "7..9"))
        .extracting(line -> line[0])
        .containsExactly("7", "8", "9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "momentum"})
  void aTrainersStepsAreReadAsItTookThem(String optimizer) throws Exception {
    LaunchedProcess training =
        LaunchedProcess.start(
            folder,
            "train",
            "--json",
            "--network",
            "784-12-10",
            "--dataset",
            "mnist-sample",
            "--batch-size",
            "600",
            "--optimizer",
            optimizer,
            "--data-dir",
            system.data().toString());
    assertThat(training.exitStatus()).as(training.said()).isZero();
    JsonNode trained = new ObjectMapper().readTree(training.out().toFile());
    int steps = trained.get("steps").asInt();
    String run = trained.get("run").asText();
    List<JsonNode> rows = system.awaitRows(run, "hessian", 2 * steps);

    List<String[]> listed = listed("--run", run);

    assertThat(listed).hasSize(steps);
    for (int step = 0; step < steps; step++) {
      assertThat(listed.get(step)[0]).isEqualTo(Integer.toString(step));
      assertClose(rows.get(step).get("step_norm"), Double.parseDouble(listed.get(step)[3]));
      assertClose(rows.get(step).get("slope_published"), Double.parseDouble(listed.get(step)[4]));
    }
    assertSavedStepIsObservedAs(rows.get(steps - 1), run);
  }

  @Test
  void aSavedStepIsObservedAsTheStreamWas() throws Exception {
    assertSavedStepIsObservedAs(system.awaitRows("numpy", "hessian", 2 * STEPS).get(5), "numpy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "mobile"})
  void aSavedStepOfAGraphHasItsNetwork(String network) throws Exception {
    ExportedNetworks.unpack(folder);
    CommandLineRun published =
        CommandLineRun.of(
            "publish",
            folder.resolve(network).toString(),
            "--run",
            "saved-" + network,
            "--data-dir",
            system.data().toString());
    assertThat(published.status()).as(published.err()).isZero();

    assertSavedStepIsObservedAs(
        system.awaitRows("saved-" + network, "hessian", 2).get(0), "saved-" + network);
  }

  private static void assertSavedStepIsObservedAs(JsonNode row, String run) throws Exception {
    Path saved = folder.resolve("saved").resolve(run);
    String step = row.get("step").asText();
    listed("--run", run, "--steps", step + ".." + step, "--save", saved.toString());

    CommandLineRun observed =
        CommandLineRun.of(
            "observe",
            saved.resolve("step-" + step).toString(),
            "--curvature",
            "hessian",
            "--json",
            "--data-dir",
            system.data().toString());

    assertThat(observed.status()).as(observed.err()).isZero();
    JsonNode document = new ObjectMapper().readTree(observed.out());
    assertThat(document.get("remarks")).isEmpty();
    JsonNode again = document.get("observations").get(0);
    for (String quantity : List.of("loss_before", "slope", "curvature_value", "alpha_star")) {
      assertClose(again.get(quantity), row.get(quantity).asDouble());
    }
    Said twice = reader("--run", run, "--steps", step + ".." + step, "--save", saved.toString());
    assertThat(twice.status()).isEqualTo(1);
    assertThat(twice.text()).contains("alphascope.reading: [Errno 17] File exists: ");
  }

  @Test
  void whatCannotBeReadIsSaid() throws Exception {
    Said unknown = reader("--run", "nobodys");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.text())
        .contains(
            "alphascope.reading: training.steps has no steps of run 'nobodys'; it has those of ");

    assertThat(reader("--run", "numpy", "--steps", "4711..").text())
        .endsWith("alphascope.reading: the topic has no such steps\n");

    PublishedSteps steps = new PublishedSteps(system);
    StepTaken step =
        steps.of("numpy").get(0).toBuilder().setRun("partly").setStep(0).setGroupSize(2).build();
    steps.add(step);
    Said partly = reader("--run", "partly");
    assertThat(partly.status()).isEqualTo(1);
    assertThat(partly.text())
        .contains(
            "alphascope.reading: run partly, step 1: group_size: expected 2 steps, found 1",
            "alphascope.reading: steps that cannot be read: 1")
        .containsPattern("(?m)^ +0 +1 +0.05 ");

    Path nowhere = folder.resolve("nowhere.properties");
    Files.writeString(nowhere, "bootstrap.servers=127.0.0.1:1\n");
    Said away = reader("--kafka-config", nowhere.toString());
    assertThat(away.status()).isEqualTo(1);
    assertThat(away.text())
        .contains("alphascope.reading: no broker answers, or none lets you in (");

    Said down = python("-m", READER, "--data-dir", folder.resolve("nowhere").toString());
    assertThat(down.status()).isEqualTo(1);
    assertThat(down.text()).contains("alphascope.reading: no system is up on ");
  }

  /** The lines below the head of a listing, word by word. */
  private static List<String[]> listed(String... options) throws Exception {
    Said said = reader(options);
    assertThat(said.status()).as(said.text()).isZero();
    List<String> lines = said.text().lines().toList();
    assertThat(lines.get(0).strip().split(" +"))
        .containsExactly("step", "epoch", "learning_rate", "|d|", "d'g");
    return lines.stream().skip(1).map(line -> line.strip().split(" +")).toList();
  }

  private static Said reader(String... options) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-m", READER));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--kafka-config")) {
      arguments.addAll(List.of("--data-dir", system.data().toString()));
    }
    return python(arguments.toArray(String[]::new));
  }

  private static List<Integer> steps() {
    return IntStream.range(0, STEPS).boxed().toList();
  }

  private static void assertClose(JsonNode found, double expected) {
    assertThat(found.asDouble()).isCloseTo(expected, within(ROUNDING * Math.abs(expected)));
  }

  private static Said train(String run, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                root().resolve("clients/python/examples/numpy_mnist.py").toString(),
                "--run",
                run,
                "--data-dir",
                system.data().toString()));
    arguments.addAll(List.of(options));
    return python(arguments.toArray(String[]::new));
  }

  private static String resource(String script) throws URISyntaxException {
    return Path.of(PythonClientIT.class.getResource(script).toURI()).toString();
  }

  private static Path root() {
    return Path.of(System.getProperty("alphascope.home"));
  }

  /** A process that has ended. */
  private record Said(int status, String text) {}

  private static Said python(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(said.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder
        .environment()
        .put(
            "PYTHONPATH",
            Path.of(resource("single_steps.py")).getParent()
                + File.pathSeparator
                + root().resolve("clients/python/examples"));
    int status = builder.start().waitFor();
    return new Said(status, Files.readString(said));
  }
}
