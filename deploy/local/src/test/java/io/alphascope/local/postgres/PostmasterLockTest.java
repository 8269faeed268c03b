package io.alphascope.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterLockTest {
  @TempDir Path data;
  private PostmasterLock lock;

  @BeforeEach
  void at() {
    lock = PostmasterLock.in(data);
  }

  @Test
  void readsThePostmastersStatus() throws IOException {
    write(1, "starting");
    assertThat(lock.saysReady()).isFalse();
    write(1, "ready   ");
    assertThat(lock.saysReady()).isTrue();
  }

  @Test
  void removesTheFileOfAPostmasterWhoseProcessIdIsSomeoneElsesNow() throws IOException {
    write(ProcessHandle.current().pid(), "ready");

    lock.removeIfStale();

    assertThat(lock.file()).doesNotExist();
  }

  @Test
  void leavesTheFileOfALivingPostmaster() throws IOException {
    // Looks like one: its command names postgres and the data directory.
    Process postmaster =
        new ProcessBuilder("bash", "-c", "read", "postgres", "-D", data.toString()).start();
    try {
      write(postmaster.pid(), "ready");

      assertThatThrownBy(lock::removeIfStale)
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("process " + postmaster.pid());
    } finally {
      postmaster.destroyForcibly();
    }
  }

  @Test
  void hasNothingToRemoveAtFirst() throws IOException {
    lock.removeIfStale();

    assertThat(lock.saysReady()).isFalse();
  }

  private void write(long pid, String status) throws IOException {
    Files.writeString(
        lock.file(),
        "%d\n%s\n1764000000\n5432\n\n127.0.0.1\n  1 2\n%s\n".formatted(pid, data, status));
  }
}
