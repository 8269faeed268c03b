package io.alphascope.local.system;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.files.PrivateFiles;
import io.alphascope.workload.dataset.DatasetCatalog;
import io.alphascope.workload.dataset.DatasetUnavailableException;
import io.alphascope.workload.dataset.DownloadProgress;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of data sets that a user has named by {@code ALPHASCOPE_DATA}, now or at an earlier
 * start on the same data folder: its steps need it for as long as they are kept, whatever shell the
 * system is started from.
 *
 * @param folder absolute; empty if none was named, or the named one cannot be used any more
 * @param note what to tell the user of a folder that is remembered from an earlier start
 */
record NamedDatasets(Optional<Path> folder, Optional<String> note) {
  private static final String FILE = "datasets-folder";

  /**
   * @param variable value of {@code ALPHASCOPE_DATA}, if it is set
   * @throws CommandFailure if it names no folder that holds data sets
   */
  static NamedDatasets of(DataFolder folder, Optional<Path> variable) throws IOException {
    Path memory = folder.resolve(FILE);
    if (variable.isEmpty() && !Files.exists(memory)) {
      return new NamedDatasets(Optional.empty(), Optional.empty());
    }
    Path named =
        variable.isPresent() ? variable.get().toAbsolutePath() : Path.of(Files.readString(memory));
    try {
      check(folder, named);
    } catch (DatasetUnavailableException useless) {
      if (variable.isPresent()) {
        throw new CommandFailure("The system cannot be started", useless.getMessage(), useless);
      }
      return new NamedDatasets(
          Optional.empty(),
          Optional.of(
              "Continuing without %s, which was named at an earlier start (%s)"
                  .formatted(named, useless.getMessage())));
    }
    if (variable.isEmpty()) {
      return new NamedDatasets(
          Optional.of(named),
          Optional.of(
              "%s is not set: taking data sets from %s, as at an earlier start"
                  .formatted(DatasetCatalog.DATA_VARIABLE, named)));
    }
    try (Writer out = PrivateFiles.write(memory)) {
      out.write(named.toString());
    }
    return new NamedDatasets(Optional.of(named), Optional.empty());
  }

  private static void check(DataFolder folder, Path named) {
    new DatasetCatalog(folder.resolve("datasets"), Optional.of(named), DownloadProgress.SILENT)
        .checkFolders();
  }
}
