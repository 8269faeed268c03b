package io.alphascope.local.supervision;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where guardians write the process ids of their children, so that the next launcher finds what an
 * earlier one left: children still ending, or whose guardian was killed as well.
 *
 * @param path the folder
 * @param marker part of every child's command line, since process ids are reused
 */
public record RunFolder(Path path, String marker) {

  Path pidFile(String child) {
    return path.resolve(child + ".pid");
  }

  /** Ends every child left by an earlier launcher; each is killed after the grace period. */
  public void endLeftovers(Duration grace) throws IOException, InterruptedException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.pid")) {
      for (Path file : files) {
        endLeftover(file, grace);
      }
    }
  }

  void endLeftover(Path pidFile, Duration grace) throws IOException, InterruptedException {
    Optional<ProcessHandle> leftover =
        readPid(pidFile).flatMap(ProcessHandle::of).filter(this::isOurs);
    if (leftover.isPresent()) {
      end(leftover.get(), grace);
    }
    Files.deleteIfExists(pidFile);
  }

  static Optional<Long> readPid(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    String text = Files.readString(pidFile).strip();
    return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private boolean isOurs(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains(marker)).isPresent();
  }

  private static void end(ProcessHandle process, Duration grace) throws InterruptedException {
    process.destroy();
    try {
      process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + process.pid(), e.getCause());
    }
  }
}
