package io.alphascope.cli.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.terminal.Json;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What a command gives at the end of a run or a replay. */
public final class ResultOptions {
  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write the observed rows at the end: .csv or .json.")
  private Path export;

  @Option(
      names = "--json",
      description = "Print one JSON document at the end, and nothing else, on standard output.")
  private boolean json;

  public boolean exports() {
    return export != null;
  }

  /** Refuses what cannot be given later, before the work begins. */
  public void check() {
    if (export != null) {
      ExportFormat.of(export);
    }
  }

  /**
   * @param run null: all, of which no rows are written
   * @param curvatures whose rows are written; empty: all
   */
  public void give(Aggregator aggregator, String run, List<String> curvatures, ObjectNode document)
      throws InterruptedException {
    if (export != null && run != null) {
      ExportFormat.of(export).write(aggregator, run, curvatures, export);
    }
    if (json) {
      Json.print(document);
    }
  }
}
