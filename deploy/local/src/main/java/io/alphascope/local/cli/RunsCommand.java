package io.alphascope.local.cli;

import io.alphascope.local.client.Aggregator;
import io.alphascope.local.client.Run;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the runs. */
@Command(name = "runs", description = "Lists the runs of a system that is up, newest first.")
final class RunsCommand implements Callable<Integer> {
  private static final String ROW = "%-36s %-12s %16s %10s %12s %9s%n";

  @Option(names = "--json", description = "Print them as one JSON document.")
  private boolean json;

  @Mixin private RemoteOptions remote;

  @Override
  public Integer call() throws InterruptedException {
    Aggregator aggregator = remote.aggregator();
    if (json) {
      Json.print(aggregator.runsDocument());
      return 0;
    }
    System.out.printf(ROW, "run", "state", "steps", "published", "observations", "accuracy");
    for (Run run : aggregator.runs()) {
      String planned = run.stepsPlanned() == null ? "" : "/" + run.stepsPlanned();
      System.out.printf(
          ROW,
          run.run(),
          run.state(),
          run.stepsTaken() + planned,
          run.stepsPublished(),
          run.observations(),
          run.testAccuracy().map(a -> String.format(Locale.ROOT, "%.2f %%", 100 * a)).orElse(""));
    }
    return 0;
  }
}
