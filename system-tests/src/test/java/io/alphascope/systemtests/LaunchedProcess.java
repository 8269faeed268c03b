package io.alphascope.systemtests;

import static org.awaitility.Awaitility.await;

import io.alphascope.events.test.BoundProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, that signals can be sent to. */
public record LaunchedProcess(Process process, Path out, Path err) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * @param folder takes what the process says
   * @param prefix of the command, to become another user, say
   */
  public static LaunchedProcess start(
      Path folder, String classPath, List<String> prefix, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx256m");
    command.add("-Dalphascope.home=" + System.getProperty("alphascope.home"));
    command.addAll(List.of("-cp", classPath, "io.alphascope.cli.Main"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "stdout", ".txt");
    Path err = Files.createTempFile(folder, "stderr", ".txt");
    ProcessBuilder builder =
        BoundProcess.builder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // A system starts seconds sooner; none of these tests measures time.
    builder.environment().put("ALPHASCOPE_CURVATURE_WARM_UP", "false");
    return new LaunchedProcess(builder.start(), out, err);
  }

  public static LaunchedProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, System.getProperty("java.class.path"), List.of(), arguments);
  }

  /** Waits for its end; its exit status. */
  public int exitStatus() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + PATIENCE);
    }
    return process.exitValue();
  }

  public void awaitSaying(String words) {
    await()
        .atMost(PATIENCE)
        .until(() -> Files.readString(err).contains(words) || !process.isAlive());
  }

  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** What it said to its user. */
  public String said() throws IOException {
    return Files.readString(err);
  }
}
