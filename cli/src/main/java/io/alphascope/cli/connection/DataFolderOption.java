package io.alphascope.cli.connection;

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
}
