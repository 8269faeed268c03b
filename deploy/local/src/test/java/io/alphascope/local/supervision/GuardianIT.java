package io.alphascope.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alphascope.local.supervision.ChildSpecification.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a terminal's Ctrl-C and a killed process group away from the child. */
class GuardianIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path pidFile;
  private Guardian guardian;

  @BeforeEach
  void start() throws IOException {
    pidFile = folder.resolve("child.pid");
    guardian =
        Guardian.start(
            new ChildSpecification(
                "child",
                "the child",
                List.of("sleep", "1000"),
                Map.of(),
                folder,
                new LogFile(folder.resolve("child.log")),
                "TERM",
                Duration.ofSeconds(5),
                Preparation.NONE,
                () -> true),
            pidFile);
    await().atMost(PATIENCE).until(() -> guardian.pid().isPresent());
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    guardian.stop();
    guardian.await();
  }

  @Test
  void keepsTheChildInAProcessGroupOfItsOwn() throws Exception {
    long child = guardian.pid().orElseThrow();

    assertThat(processGroup(child)).isEqualTo(child);
    assertThat(processGroup(guardian.shell().pid()))
        .isEqualTo(processGroup(ProcessHandle.current().pid()));
  }

  @Test
  void survivesTheTerminalsCtrlC() throws Exception {
    long child = guardian.pid().orElseThrow();

    signal("INT", guardian.shell().pid());
    signal("HUP", guardian.shell().pid());

    assertThat(ProcessHandle.of(guardian.shell().pid())).isPresent();
    assertThat(ProcessHandle.of(child)).isPresent();
    guardian.stop();
    assertThat(guardian.await()).isEqualTo(128 + 15);
  }

  @Test
  void endsTheChildEvenIfTheOuterShellWasKilledWithTheLauncher() throws Exception {
    ProcessHandle child = ProcessHandle.of(guardian.pid().orElseThrow()).orElseThrow();

    signal("KILL", guardian.shell().pid());
    guardian.stop();

    await().atMost(PATIENCE).until(() -> !child.isAlive());
  }

  private static long processGroup(long pid) throws Exception {
    Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
    String answer = new String(ps.getInputStream().readAllBytes()).strip();
    return Long.parseLong(answer);
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }
}
