package io.alphascope.local.postgres;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code postmaster.pid} in a data directory. A postmaster that was killed leaves it; if another
 * process has the same id by now, PostgreSQL refuses to start.
 *
 * <p>Its lines: process id, data directory, start time, port, socket folder, address, shared memory
 * key, status.
 */
record PostmasterLock(Path file) {
  private static final int STATUS_LINE = 7;

  static PostmasterLock in(Path data) {
    return new PostmasterLock(data.resolve("postmaster.pid"));
  }

  /** Whether the postmaster says that it accepts connections. */
  boolean saysReady() throws IOException {
    List<String> lines = lines();
    return lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
  }

  /**
   * Removes the file if no postmaster of this directory lives.
   *
   * @throws CommandFailure if one does
   */
  void removeIfStale() throws IOException {
    List<String> lines = lines();
    if (lines.isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    String pid = lines.get(0).strip();
    Optional<ProcessHandle> holder =
        pid.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    if (holder.filter(this::isPostmasterHere).isPresent()) {
      throw new CommandFailure(
          "Another PostgreSQL runs in %s (process %s)".formatted(file.getParent(), pid),
          "end it, or name another --data-dir");
    }
    Files.delete(file);
  }

  private boolean isPostmasterHere(ProcessHandle process) {
    String line = process.info().commandLine().orElse("");
    return line.contains("postgres") && line.contains(file.getParent().toString());
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
