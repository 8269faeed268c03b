package io.alphascope.local.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path folder;

  @Test
  void givesTheLastLinesOldestFirst() throws IOException {
    LogFile log = new LogFile(folder.resolve("a.log"));
    Files.writeString(log.path(), "one\ntwo\nthree\n");

    assertThat(log.tail(2)).containsExactly("two", "three");
  }

  @Test
  void hasNoLinesBeforeItIsWritten() throws IOException {
    assertThat(new LogFile(folder.resolve("none.log")).tail(3)).isEmpty();
  }

  @Test
  void movesALargeFileAside() throws IOException {
    LogFile log = new LogFile(folder.resolve("a.log"));
    try (RandomAccessFile file = new RandomAccessFile(log.path().toFile(), "rw")) {
      file.setLength((8L << 20) + 1);
    }

    log.rotateIfLarge();

    assertThat(log.path()).doesNotExist();
    assertThat(folder.resolve("a.log.1")).exists();
  }
}
