package io.alphascope.cli.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.terminal.Confirmation;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes runs. */
@Command(
    name = "delete",
    description = {
      "Deletes runs with all their observations, permanently: nothing of them is shown, stored"
          + " or replayed any more, and no other run can get their ids. Their steps stay in the"
          + " stream until its retention removes them, and take up space there. A run that is being"
          + " trained or replayed is refused: stop it first, or cancel the replay."
    })
public final class DeleteCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "The runs' ids, or latest.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--json",
      description =
          "Print what was deleted as one JSON document, and nothing else, on standard" + " output.")
  private boolean json;

  @Mixin private RemoteOptions remote;

  @Override
  public Integer call() throws InterruptedException {
    Aggregator aggregator = remote.aggregator();
    List<Run> runs = deletable(aggregator);
    if (!yes) {
      for (Run run : runs) {
        Terminal.say(
            "%s: %s, %s%d observations",
            run.run(),
            run.state(),
            run.stepsTaken() == null ? "" : run.stepsTaken() + " steps, ",
            run.observations());
      }
      if (!Confirmation.atTerminal().isGiven("Delete permanently?")) {
        Terminal.say("Nothing is deleted");
        return ExitCode.SOFTWARE;
      }
    }
    ObjectNode document = Json.object();
    ArrayNode deleted = document.putArray("deleted");
    for (Run run : runs) {
      aggregator.deleteRun(run.run());
      Terminal.say("Deleted %s and its %d observations", run.run(), run.observations());
      deleted.addObject().put("run", run.run()).put("observations", run.observations());
    }
    if (json) {
      Json.print(document);
    }
    return 0;
  }

  /** All that are named, each once; nothing is deleted if one of them cannot be. */
  private List<Run> deletable(Aggregator aggregator) throws InterruptedException {
    Map<String, Run> runs = new LinkedHashMap<>();
    for (String id : ids) {
      Run run = RunArgument.resolve(id, aggregator);
      if (run.isRunning()) {
        throw new CommandFailure(
            "Run %s is being trained".formatted(run.run()),
            run.publisher() == null
                ? "stop it with 'alphascope stop %s', then delete it".formatted(run.run())
                : ("end it in %s, which trains it; if that has died, the run is marked interrupted"
                        + " within a minute, and can be deleted then")
                    .formatted(run.publisher()));
      }
      runs.put(run.run(), run);
    }
    return List.copyOf(runs.values());
  }
}
