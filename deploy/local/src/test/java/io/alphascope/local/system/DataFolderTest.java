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
      assertThat(first.apiToken()).hasSize(32).isNotEqualTo(first.databasePassword());
      assertThat(first.broker().password()).hasSize(32).isNotEqualTo(first.apiToken());
      assertThat(first.toString() + first.broker())
          .doesNotContain(
              first.databasePassword(), first.apiToken(), first.broker().password());
      assertThat(Credentials.apiToken(parent)).contains(first.apiToken());
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.root().resolve("credentials"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void addsToOldSecretsWhatTheyLackAndClosesWhatWasOpen() throws IOException {
    Path file = parent.resolve("credentials");
    Files.writeString(file, "database.user=me\ndatabase.password=kept\n");
    Files.createDirectory(parent.resolve("logs"));
    assertThat(Credentials.apiToken(parent)).isEmpty();

    try (DataFolder folder = DataFolder.open(parent)) {
      Credentials completed = Credentials.in(folder);

      assertThat(completed.databaseUser()).isEqualTo("me");
      assertThat(completed.databasePassword()).isEqualTo("kept");
      assertThat(completed.apiToken()).hasSize(32);
      assertThat(Credentials.in(folder)).isEqualTo(completed);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(parent.resolve("logs"))))
          .isEqualTo("rwx------");
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
