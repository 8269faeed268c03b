package io.alphascope.local.supervision;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.workload.engine.ForeignVariables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One running child behind {@code guardian.sh}, which ends it when our end of a pipe closes: by
 * {@link #stop}, or by our own death.
 */
record Guardian(Process shell, Path pidFile) {
  private static final String SCRIPT = script();

  /**
   * @param pidFile where the guardian writes the child's process id
   * @throws IOException if bash cannot be started
   */
  static Guardian start(ChildSpecification child, Path pidFile) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", SCRIPT, "alphascope-" + child.name()));
    command.addAll(List.of(pidFile.toString(), child.stopSignal()));
    command.add(Long.toString(child.grace().toSeconds()));
    command.addAll(child.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(child.workingFolder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(child.log().path().toFile()));
    // The caller may have set variables of DJL for other programs.
    ForeignVariables.names().forEach(builder.environment()::remove);
    builder.environment().putAll(child.environment());
    return new Guardian(builder.start(), pidFile);
  }

  /** Process id of the child itself; empty before it runs and after it ended. */
  Optional<Long> pid() throws IOException {
    return RunFolder.readPid(pidFile);
  }

  /** Asks the child to end, and lets the guardian kill it after the grace period. */
  void stop() throws IOException {
    shell.getOutputStream().close();
  }

  /** Kills the child at once. */
  void kill() throws IOException {
    pid().flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
    stop();
  }

  /** Waits for the child's end; its exit status, 128 + signal if a signal ended it. */
  int await() throws InterruptedException {
    return shell.waitFor();
  }

  private static String script() {
    try (InputStream in = Guardian.class.getResourceAsStream("guardian.sh")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
