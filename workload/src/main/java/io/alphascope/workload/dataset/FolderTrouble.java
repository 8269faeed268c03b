package io.alphascope.workload.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Says in words why nothing can be found in a folder that was named. */
final class FolderTrouble {

  private FolderTrouble() {}

  /** A sentence without a full stop; empty if it can be looked into. */
  static Optional<String> of(Path folder) {
    if (!Files.exists(folder)) {
      return Optional.of(folder + " does not exist");
    }
    if (!Files.isDirectory(folder)) {
      return Optional.of(folder + " is a file, no folder");
    }
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      return Optional.of(folder + " may not be read by this user");
    }
    return Optional.empty();
  }
}
