package io.alphascope.events.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Starts a process and lives on. */
  static final class Parent {
    public static void main(String[] command) throws IOException, InterruptedException {
      Process child = BoundProcess.builder(command).start();
      System.out.println(child.pid());
      child.waitFor();
    }
  }

  @Test
  void endsWhenItsParentIsKilled() throws Exception {
    Process parent =
        BoundProcess.builder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                "sleep",
                "1000")
            .start();
    BufferedReader said = parent.inputReader();
    ProcessHandle child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
    await().atMost(PATIENCE).until(() -> commandOf(child).endsWith("/sleep"));

    parent.destroyForcibly().waitFor();

    await().atMost(PATIENCE).until(() -> !child.isAlive());
  }

  @Test
  void isTheCommandItself() throws Exception {
    Process process = BoundProcess.builder("sleep", "1000").start();
    await().atMost(PATIENCE).until(() -> commandOf(process.toHandle()).endsWith("/sleep"));
    List<ProcessHandle> beside = process.descendants().toList();

    process.destroy();

    assertThat(process.waitFor()).isEqualTo(128 + 15);
    assertThat(beside).as("the watcher").hasSize(1);
    await().atMost(PATIENCE).until(() -> beside.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** As in what a shell starts with {@code &}, Maven say. */
  @Test
  void hearsTheSignalThatABackgroundJobIgnores() throws Exception {
    Process ignoring =
        new ProcessBuilder(
                "bash",
                "-c",
                "trap '' INT; exec \"$@\"",
                "ignoring",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                "sleep",
                "1000")
            .start();
    try {
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(ignoring.inputReader().readLine())).orElseThrow();
      await().atMost(PATIENCE).until(() -> commandOf(child).endsWith("/sleep"));

      new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();

      await().atMost(PATIENCE).until(() -> !child.isAlive());
    } finally {
      ignoring.destroyForcibly().waitFor();
    }
  }

  private static String commandOf(ProcessHandle process) {
    return process.info().command().orElse("");
  }
}
