package io.alphascope.cli.runs;

import io.alphascope.local.failure.CommandFailure;
import java.nio.file.Path;
import java.util.Locale;

/** How exported rows are written. */
public enum ExportFormat {
  CSV,
  JSON;

  /** By a file's ending. */
  public static ExportFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (ExportFormat format : values()) {
      if (name.endsWith("." + format.queryValue())) {
        return format;
      }
    }
    throw new CommandFailure(
        "--export %s has neither of the endings .csv and .json".formatted(file),
        "name a file that ends in one of them");
  }

  public String queryValue() {
    return name().toLowerCase(Locale.ROOT);
  }
}
