package io.alphascope.systemtests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.local.system.SystemFile;
import io.alphascope.systemtests.LaunchedProcess;
import io.alphascope.systemtests.SharedSystem;
import io.alphascope.systemtests.UpSystem;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} as a user sees it: a process with outputs, an exit status, and Ctrl-C. */
class UpIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String[] SHORT_RUN = {
    "--dataset", "mnist-sample", "--network", "784-16-10", "--curvature", "hessian,ggn"
  };

  /**
   * What people have in their shells for DJL programs of their own; no service heeds it. The
   * services warm up, as they do for people.
   */
  private static final List<String> FOR_OTHERS =
      List.of(
          "env",
          "-u",
          "ALPHASCOPE_CURVATURE_WARM_UP",
          "DJL_DEFAULT_ENGINE=TensorFlow",
          "PYTORCH_VERSION=1.10.0",
          "PYTORCH_EXTRA_LIBRARY_PATH=/opt/torch/libother.so",
          "ENGINE_CACHE_DIR=/proc");

  private static final int STEPS = 188; // of 64 samples, the last one smaller

  @TempDir Path folder;
  private LaunchedProcess launched;

  @AfterEach
  void leaveNothingBehind() throws Exception {
    if (launched != null && launched.process().isAlive()) {
      launched.process().destroyForcibly();
    }
    awaitChildrenGone(folder);
  }

  @Test
  void trainsObservesExportsAndEnds() throws Exception {
    Path export = folder.resolve("results/run.csv");

    launched =
        LaunchedProcess.start(
            folder,
            System.getProperty("java.class.path"),
            FOR_OTHERS,
            with(
                with(
                    new String[] {"up", "--data-dir", folder.resolve("data").toString()},
                    SHORT_RUN),
                "--exit",
                "--json",
                "--export",
                export.toString()));

    assertEndsWell();
    JsonNode document = new ObjectMapper().readTree(Files.readString(launched.out()));
    assertThat(document.fieldNames())
        .toIterable()
        .containsExactly(
            "run",
            "steps",
            "observations",
            "skipped",
            "training_seconds",
            "observing_seconds",
            "test_accuracy");
    assertThat(document.get("steps").asInt()).isEqualTo(STEPS);
    assertThat(document.get("observations").asInt()).isEqualTo(2 * STEPS);
    assertThat(document.get("skipped").asInt()).isZero();
    assertThat(document.get("test_accuracy").asDouble()).isBetween(0.3, 1.0);
    assertThat(Files.readAllLines(export))
        .hasSize(1 + 2 * STEPS)
        .first()
        .asString()
        .startsWith("run,step,epoch,batch_size,learning_rate,curvature,status,alpha_star,");
    assertThat(launched.said())
        .contains(
            "The rate of 0.01 is about ", " of the last ", "test accuracy", "./alphascope export");
    awaitChildrenGone(folder);
  }

  @Test
  @ExtendWith(SharedSystem.class)
  void bareTrainingPublishesNothing(UpSystem system) throws Exception {
    launched =
        LaunchedProcess.start(
            folder,
            with(
                new String[] {"train", "--data-dir", system.data().toString()},
                with(SHORT_RUN, "--json", "--publish-every", "0")));

    assertEndsWell();
    JsonNode document = new ObjectMapper().readTree(Files.readString(launched.out()));
    assertThat(document.get("steps").asInt()).isEqualTo(STEPS);
    assertThat(document.get("observations").asInt()).isZero();
    assertThat(document.get("observing_seconds").isNull()).isTrue();
  }

  @Test
  void endsItsChildrenHoweverItEndsAndStartsAgainOnTheSameFolder() throws Exception {
    Path data = folder.resolve("data");
    launched = up(data, "--no-train");
    launched.awaitSaying("Up until Ctrl-C");
    SystemFile first = SystemFile.read(data).orElseThrow();

    LaunchedProcess second = up(data, "--no-train");
    assertThat(second.exitStatus()).isEqualTo(1);
    assertThat(second.said())
        .startsWith(
            "alphascope: A system is already up on the data folder %s (process %d, page %s): "
                .formatted(data.toRealPath(), launched.process().pid(), first.url()))
        .hasLineCount(1);

    launched.signal("KILL");
    launched.exitStatus();
    launched = up(data, "--no-train"); // at once: the old children may still be ending
    launched.awaitSaying("Up until Ctrl-C");
    assertThat(SystemFile.read(data).orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("pid")
        .isEqualTo(first);

    launched.signal("INT");
    assertEndsWell();
    assertThat(launched.said()).endsWith("Stopped.\n").doesNotContain("token=");
    assertThat(children(folder)).isEmpty();
    assertThat(data.resolve("system.json")).doesNotExist();
  }

  @Test
  void stopsTheRunAtCtrlCAndObservesWhatIsInFlight() throws Exception {
    launched = up(folder.resolve("data"), with(SHORT_RUN, "--epochs", "1000", "--json"));
    launched.awaitSaying("training ");

    launched.signal("INT");

    assertThat(launched.exitStatus()).isEqualTo(1);
    assertThat(launched.said()).contains(": stopped, ", "Stopped.");
    JsonNode document = new ObjectMapper().readTree(Files.readString(launched.out()));
    assertThat(document.get("observations").asInt()).isEqualTo(2 * document.get("steps").asInt());
  }

  @Test
  @ExtendWith(SharedSystem.class)
  void refusesAPortThatIsTaken(UpSystem first) throws Exception {
    String url = first.addresses().url();
    String taken = url.substring(url.lastIndexOf(':') + 1);

    launched = up(folder.resolve("data"), "--no-train", "--port", taken);

    assertThat(launched.exitStatus()).isEqualTo(1);
    assertThat(launched.said()).contains("Port %s on 127.0.0.1 cannot be used".formatted(taken));
  }

  @Test
  void runsForAnOrdinaryUserToo() throws Exception {
    assumeThat(System.getProperty("user.name"))
        .as("needs root to become another")
        .isEqualTo("root");
    String home = System.getProperty("alphascope.home");
    Path library = Path.of(home, "cli/target/lib");
    List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    assumeThat(status(with(nobody.toArray(String[]::new), "test", "-r", library.toString())))
        .as("that user can read what was built")
        .isZero();
    Path data = Files.createTempDirectory(Path.of("/tmp"), "alphascope-nobody");
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    try {
      String jar = home + "/cli/target/classes";
      launched =
          LaunchedProcess.start(
              folder,
              jar + ":" + library + "/*",
              nobody,
              with(
                  new String[] {"up", "--exit", "--data-dir", data.resolve("d").toString()},
                  SHORT_RUN));

      assertEndsWell();
      awaitChildrenGone(data);
    } finally {
      status("rm", "-rf", data.toString());
    }
  }

  private void assertEndsWell() throws Exception {
    int status = launched.exitStatus();
    assertThat(status).as("%s", launched.said()).isZero();
  }

  private LaunchedProcess up(Path data, String... options) throws IOException {
    return LaunchedProcess.start(
        folder, with(new String[] {"up", "--data-dir", data.toString()}, options));
  }

  private static String[] with(String[] options, String... more) {
    return Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private static int status(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void awaitChildrenGone(Path data) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(children(data)).isEmpty());
  }

  /** Command lines that name the folder. */
  private static List<String> children(Path data) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(data.toString()) && !line.startsWith("rm "))
        .toList();
  }
}
