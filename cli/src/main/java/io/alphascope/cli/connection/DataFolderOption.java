package io.alphascope.cli.connection;

import io.alphascope.cli.terminal.Terminal;
import io.alphascope.workload.dataset.DatasetCatalog;
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
