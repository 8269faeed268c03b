package io.alphascope.cli.runs;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How exported rows are written. */
enum ExportFormat {
  CSV,
  JSON;

  /** By a file's ending. */
  static ExportFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (ExportFormat format : values()) {
      if (name.endsWith("." + format.ending())) {
        return format;
      }
    }
    throw new CommandFailure(
        "--export %s ends neither in .csv nor in .json".formatted(file),
        "name a file that ends in one of them");
  }

  /**
   * Writes the rows of a run.
   *
   * @param curvatures empty: all
   */
  void write(Aggregator aggregator, String run, List<String> curvatures, Path file)
      throws InterruptedException {
    aggregator.export(run, ending(), curvatures, file);
    Terminal.say("Wrote %s", file);
  }

  private String ending() {
    return name().toLowerCase(Locale.ROOT);
  }
}
