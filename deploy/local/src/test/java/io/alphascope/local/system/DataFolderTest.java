package io.alphascope.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path parent;

  @Test
  void isMadeWithItsParents() throws IOException {
    Path root = parent.resolve("a/b, c");
    try (DataFolder folder = DataFolder.open(root)) {
      assertThat(folder.root()).isEqualTo(root.toRealPath()).isDirectoryContaining("glob:**/logs");
    }
  }

  @Test
  void refusesAPathThatIsTooLong() {
    Path root = parent.resolve("x".repeat(200) + "/" + "y".repeat(600));

    assertThatThrownBy(() -> DataFolder.open(root))
        .isInstanceOf(CommandFailure.class)
        .hasMessageMatching("The data folder's path is \\d+ bytes long, at most 700 work .*");
  }

  @Test
  void refusesAFileInItsPlace() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    assertThatThrownBy(() -> DataFolder.open(file.resolve("below")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("The data folder %s/below cannot be used".formatted(file));
  }

  @Test
  void keepsSecretsFromOthers() throws IOException {
    try (DataFolder folder = DataFolder.open(parent)) {
      Credentials first = Credentials.in(folder);
      Credentials second = Credentials.in(folder);

      assertThat(second).isEqualTo(first);
      assertThat(first.databasePassword()).hasSize(32);
      assertThat(first.toString()).doesNotContain(first.databasePassword());
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.root().resolve("credentials"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void findsNoSystemWhoseLauncherIsGone() throws IOException {
    long gone = ended();
    new SystemFile(gone, "http://x", "http://t", "http://c", "k:1", "jdbc:x").write(parent);

    assertThat(SystemFile.read(parent)).isEmpty();
  }

  @Test
  void findsARunningSystem() throws IOException {
    SystemFile written =
        new SystemFile(
            ProcessHandle.current().pid(), "http://x", "http://t", "http://c", "k:1", "jdbc:x");
    written.write(parent);

    assertThat(SystemFile.read(parent)).contains(written);
  }

  private static long ended() throws IOException {
    Process process = new ProcessBuilder("true").start();
    process.onExit().join();
    return process.pid();
  }
}
