package io.alphascope.systemtests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.cli.test.NpyFixture;
import io.alphascope.events.test.BoundProcess;
import io.alphascope.workload.engine.ForeignVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code observe} in a process whose caller has DJL's and PyTorch's variables for programs of his
 * own. The step is a linear model with squared error on one sample: L = (w x + b − t)² with w = 1,
 * b = 0, x = 2, t = 0 and d = (−0.25, 0), so that α* = 4.
 */
class CallersEnvironmentIT {
  private static final Path HOME = Path.of(System.getProperty("alphascope.home"));

  @TempDir Path folder;
  private final Map<String, String> variables = new HashMap<>();

  @BeforeEach
  void setAll() throws IOException {
    Path libraries = Files.createDirectories(folder.resolve("libraries"));
    Files.writeString(libraries.resolve(System.mapLibraryName("torch")), "no library");
    ForeignVariables.names().forEach(name -> variables.put(name, libraries.toString()));
    variables.put("DJL_DEFAULT_ENGINE", "TensorFlow");
    variables.put("PYTORCH_VERSION", "1.10.0");
    Path step = Files.createDirectories(folder.resolve("step"));
    Files.writeString(
        step.resolve("step.json"),
        "{\"network\": \"1-1\", \"loss\": \"squared-error\", \"learning_rate\": 1}");
    NpyFixture.write(step.resolve("theta0.npy"), "(2,)", 1, 0);
    NpyFixture.write(step.resolve("theta1.npy"), "(2,)", 0.75, 0);
    NpyFixture.write(step.resolve("inputs.npy"), "(1, 1)", 2);
    NpyFixture.write(step.resolve("targets.npy"), "(1, 1)", 0);
  }

  @Test
  void changesNothingThroughTheLauncher() throws Exception {
    Path checkout = checkoutOfWhatIsBuilt();
    variables.put("JAVA_HOME", System.getProperty("java.home"));

    Ended launched = run(List.of(checkout.resolve("alphascope").toString()));

    assertThat(launched.err()).as("not a word, of any Java").isEmpty();
    assertThat(launched.status()).isZero();
    double alphaStar =
        new ObjectMapper().readTree(launched.out()).at("/observations/0/alpha_star").asDouble();
    assertThat(alphaStar).isCloseTo(4, within(1e-12));
  }

  @Test
  void isNamedWhereAJavaIsStartedByHand() throws Exception {
    Ended started =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.alphascope.cli.Main"));

    assertThat(started.status()).isEqualTo(1);
    assertThat(started.out()).isEmpty();
    assertThat(started.err())
        .startsWith("alphascope: DJL_DEFAULT_ENGINE, PYTORCH_LIBRARY_PATH, PYTORCH_VERSION, ")
        .contains("start it with ./alphascope, or without them (env -u DJL_DEFAULT_ENGINE ")
        .hasLineCount(1);
  }

  /** Nothing is stale in it. */
  private Path checkoutOfWhatIsBuilt() throws IOException {
    Path checkout = folder.resolve("checkout");
    for (String file :
        List.of("alphascope", "deploy/docker/foreign-variables", "deploy/docker/kept-memory")) {
      Files.createDirectories(checkout.resolve(file).getParent());
      Files.copy(HOME.resolve(file), checkout.resolve(file));
    }
    for (String module :
        List.of("trainer-service", "curvature-service", "aggregator", "deploy/local", "cli")) {
      Files.createDirectories(checkout.resolve(module));
      Files.createSymbolicLink(
          checkout.resolve(module).resolve("target"), HOME.resolve(module).resolve("target"));
    }
    Path stamp = checkout.resolve("target/launcher/built");
    Files.createDirectories(stamp.getParent());
    Files.createFile(stamp);
    return checkout;
  }

  private record Ended(int status, String out, String err) {}

  private Ended run(List<String> program) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("observe", folder.resolve("step").toString(), "--json"));
    command.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        BoundProcess.builder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(variables);
    int status = builder.start().waitFor();
    return new Ended(status, Files.readString(out), Files.readString(err));
  }
}
