package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.following.Summary;
import io.alphascope.cli.runs.ExportFormat;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What a command gives at the end of a run. */
public final class ResultOptions {
  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write all rows at the end: .csv or .json.")
  private Path export;

  @Option(
      names = "--json",
      description = "Print one JSON document at the end, and nothing else, on standard output.")
  private boolean json;

  /** Refuses what cannot be given later, before the work begins. */
  public void check() {
    if (export != null) {
      ExportFormat.of(export);
    }
  }

  public void give(Outcome outcome, Aggregator aggregator, boolean staysUp)
      throws InterruptedException {
    Run run = outcome.run();
    Summary.of(outcome, aggregator).print(System.err, aggregator.url(), staysUp);
    if (export != null) {
      aggregator.export(run.run(), ExportFormat.of(export).queryValue(), List.of(), export);
      Terminal.say("Wrote %s", export);
    }
    if (json) {
      Json.print(document(run));
    }
  }

  private static ObjectNode document(Run run) {
    ObjectNode document = Json.object();
    document.put("run", run.run());
    document.put("steps", run.stepsTaken());
    document.put("observations", run.observations());
    document.put("skipped", run.stepsSkipped());
    document.put("training_seconds", run.trainingSeconds());
    document.put("observing_seconds", run.observingSeconds());
    document.put("test_accuracy", run.testAccuracy().orElse(null));
    return document;
  }
}
