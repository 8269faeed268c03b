package io.alphascope.cli.launch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.connection.DataFolderOption;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.cli.training.FollowedRun;
import io.alphascope.cli.training.NotebookTable;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedAddresses;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the notebook that this project comes from. */
@Command(
    name = "notebook",
    sortOptions = false,
    description = {
      "Trains the network of the notebook that this project comes from (784-128-64-10 on MNIST, SGD"
          + " with rate 0.01, batches of 64) and prints α* under each of the notebook's imports"
          + " from BackPACK. Starts the system on this machine, and stops it at the end; the run"
          + " stays in its data folder."
    })
public final class NotebookCommand implements Callable<Integer> {

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs (default: 1).")
  private int epochs = 1;

  @Option(
      names = "--every",
      paramLabel = "K",
      description = "Observe every K-th step (default: 10).")
  private int every = 10;

  @Option(
      names = "--json",
      description = "Print one JSON document at the end, and nothing else, on standard output.")
  private boolean json;

  @Mixin private DataFolderOption dataFolder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePositive("--epochs", epochs);
    requirePositive("--every", every);
    try (LocalSystem system = Launch.start(dataFolder.folder(), NamedAddresses.NONE)) {
      system.awaitReady();
      Aggregator aggregator = Launch.aggregator(system);
      FollowedRun run =
          FollowedRun.start(
              aggregator, NotebookTable.request(epochs, every), List.of(), system::throwFailure);
      Outcome outcome = run.follow();
      NotebookTable table = new NotebookTable(aggregator.observations(run.id()));
      if (json) {
        ObjectNode document = Json.object();
        document.put("run", run.id());
        document.put("test_accuracy", outcome.run().testAccuracy().orElse(null));
        document.set("imports", table.json());
        Json.print(document);
      } else {
        table.print();
        outcome
            .run()
            .accuracy()
            .ifPresent(accuracy -> System.out.printf("Test accuracy %s%n", accuracy));
      }
      return outcome.isFull() ? 0 : ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Terminal.say("Interrupted.");
      return ExitCode.SOFTWARE;
    }
  }

  private static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new CommandFailure(
          "%s is %d, but must be at least 1".formatted(option, value), "give 1 or more");
    }
  }
}
