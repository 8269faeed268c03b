package io.alphascope.cli.connection;

import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.system.SystemFile;
import io.alphascope.workload.dataset.DatasetCatalog;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where everything is kept. */
public final class DataFolderOption {
  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "Where everything is kept (default: ~/.alphascope).")
  private Path folder;

  public Path folder() {
    return folder == null ? Path.of(System.getProperty("user.home"), ".alphascope") : folder;
  }

  /**
   * The system that is up on it.
   *
   * @param otherwise what the user can do instead of starting one
   */
  public SystemFile system(String otherwise) {
    try {
      return SystemFile.read(folder())
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "No system is up on the data folder " + folder(),
                      "start one with 'alphascope up --no-train', or " + otherwise));
    } catch (IOException e) {
      throw FileTrouble.failure("Cannot read system.json in " + folder(), e, otherwise);
    }
  }

  /** The data sets in it, and those that the environment names. */
  public DatasetCatalog datasets() {
    return DatasetCatalog.ofEnvironment(folder().resolve("datasets"), DataFolderOption::received);
  }

  private static void received(String file, long bytes, long total) {
    if (bytes == total) {
      Terminal.say("Downloaded %s", file);
    }
  }
}
