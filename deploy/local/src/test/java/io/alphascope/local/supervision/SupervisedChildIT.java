package io.alphascope.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.alphascope.events.test.BoundProcess;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.supervision.ChildSpecification.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: shells that sleep. */
class SupervisedChildIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private RunFolder runFolder;
  private SupervisedChild child;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void makeRunFolder() throws IOException {
    // As with the real system: every command names its data folder.
    runFolder = new RunFolder(Files.createDirectories(folder.resolve("run")), folder.toString());
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    child.stop();
  }

  @Test
  void startsAKilledChildAgain() throws Exception {
    start(script("exec sleep 1000"));
    long first = pid();

    kill(first);

    await().atMost(PATIENCE).until(() -> child.pid().filter(pid -> pid != first).isPresent());
    assertThat(heard).containsExactly("Restarting the child: it died with exit status 137");
  }

  @Test
  void everyLifeHasTheLowerPriority() throws Exception {
    int lower = Math.min(19, niceness(ProcessHandle.current().pid()) + 15);
    start(specification(script("exec sleep 1000")).nicer(15));
    long first = pid();
    // A child has its id a moment before its priority.
    await().atMost(PATIENCE).until(() -> niceness(first) == lower);

    kill(first);

    await().atMost(PATIENCE).until(() -> child.pid().filter(pid -> pid != first).isPresent());
    long second = pid();
    await().atMost(PATIENCE).until(() -> niceness(second) == lower);
  }

  @Test
  void endsAChildByItsStopSignal() throws Exception {
    start(script("trap 'echo asked; exit 0' TERM; echo up; sleep 1000 & wait"));
    long pid = pid();
    await().atMost(PATIENCE).until(() -> log().tail(1).equals(List.of("up")));

    child.stop();

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(log().tail(1)).containsExactly("asked");
    assertThat(heard).isEmpty();
  }

  @Test
  void killsAChildThatDoesNotEndInTime() throws Exception {
    start(script("trap '' TERM; echo up; while :; do sleep 1; done"));
    long pid = pid();
    await().atMost(PATIENCE).until(() -> log().tail(1).equals(List.of("up")));

    child.stop();

    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void saysWhatAChildThatKeepsDyingDiesOf() throws Exception {
    // The disk of /dev/full always is.
    start(script("echo 'a life' >/dev/full || { echo 'at Trace.of(Many.lines)'; exit 1; }"));

    await().atMost(PATIENCE).until(() -> child.failure().isPresent());

    assertThat(child.failure().orElseThrow().line())
        .isEqualTo(
            ("The child keeps dying (exit status 1): no space is left on the disk of %s: free some"
                    + " space there, then start again; its log is %s")
                .formatted(folder, log().path()));
  }

  @Test
  void givesUpOnAChildThatKeepsDyingAndShowsTheEndOfItsLog() throws Exception {
    start(script("echo out of luck; exit 3"));

    await().atMost(PATIENCE).until(() -> child.failure().isPresent());

    CommandFailure failure = child.failure().orElseThrow();
    assertThat(failure.line())
        .isEqualTo(
            "The child keeps dying (exit status 3): out of luck: see its log " + log().path());
    assertThat(heard)
        .containsExactly(
            "Restarting the child: it died with exit status 3",
            "Restarting the child: it died with exit status 3",
            "Giving up on the child");
  }

  @Test
  void endsWhatAnEarlierLauncherLeft() throws Exception {
    // Its command line names the folder, as a real child's does.
    Process leftover = BoundProcess.builder("bash", script("sleep 1000; true").toString()).start();
    Files.writeString(runFolder.pidFile("child"), leftover.pid() + "\n");

    start(script("exec sleep 1000"));

    await().atMost(PATIENCE).until(() -> !leftover.isAlive() && child.pid().isPresent());
  }

  @Test
  void leavesAStrangerWithAUsedProcessIdAlone() throws Exception {
    Process stranger = BoundProcess.builder("sleep", "1000").start();
    try {
      Files.writeString(runFolder.pidFile("child"), stranger.pid() + "\n");

      start(script("exec sleep 1000"));

      await()
          .atMost(PATIENCE)
          .until(() -> child.pid().filter(p -> p != stranger.pid()).isPresent());
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  private Path script(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "script", ".sh"), text + "\n");
  }

  private LogFile log() {
    return new LogFile(folder.resolve("child.log"));
  }

  private void start(Path script) {
    start(specification(script));
  }

  private ChildSpecification specification(Path script) {
    return new ChildSpecification(
        "child",
        "the child",
        List.of("bash", script.toString()),
        Map.of(),
        folder,
        log(),
        "TERM",
        Duration.ofSeconds(2),
        Preparation.NONE,
        () -> true);
  }

  private void start(ChildSpecification specification) {
    RestartPolicy policy = new RestartPolicy(Duration.ofSeconds(600), 3, Duration.ZERO);
    child = new SupervisedChild(specification, runFolder, heard::add, policy);
    child.start();
  }

  private long pid() {
    await().atMost(PATIENCE).until(() -> child.pid().isPresent());
    try {
      return child.pid().orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int niceness(long pid) throws Exception {
    Process ps = new ProcessBuilder("ps", "-o", "nice=", "-p", Long.toString(pid)).start();
    return Integer.parseInt(new String(ps.getInputStream().readAllBytes()).strip());
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }
}
