package io.alphascope.local.cli;

import io.alphascope.local.client.Aggregator;
import io.alphascope.local.client.KeptSteps;
import io.alphascope.local.client.RefusedException;
import io.alphascope.local.client.Run;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the runs. */
@Command(
    name = "runs",
    description =
        "Lists the runs of a system that is up, newest first: how many of their steps the stream"
            + " still has (replayable), and under which curvatures they were observed.")
final class RunsCommand implements Callable<Integer> {
  private static final String UNKNOWN = "–";
  private static final String ROW = "%-36s %-12s %16s %10s %10s %12s %9s  %s%n";

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
    System.out.printf(
        ROW,
        "run",
        "state",
        "steps",
        "published",
        "replayable",
        "observations",
        "accuracy",
        "curvatures");
    Map<String, String> kept = kept(aggregator);
    List<Run> runs = aggregator.runs();
    for (Run run : runs) {
      String planned = run.stepsPlanned() == null ? "" : "/" + run.stepsPlanned();
      System.out.printf(
          ROW,
          run.run(),
          run.state(),
          run.isForeign() ? UNKNOWN : run.stepsTaken() + planned,
          run.isForeign() ? UNKNOWN : run.stepsPublished(),
          kept.getOrDefault(run.run(), UNKNOWN),
          run.observations(),
          run.testAccuracy().map(a -> String.format(Locale.ROOT, "%.2f %%", 100 * a)).orElse(""),
          String.join(", ", run.curvatures().stream().map(Run.Series::curvature).toList()));
    }
    for (Run run : runs) {
      run.remarks().forEach(remark -> System.out.printf("%s: %s%n", run.run(), remark));
    }
    return 0;
  }

  /** Of each run's steps, those that the stream still has. */
  private static Map<String, String> kept(Aggregator aggregator) throws InterruptedException {
    try {
      return aggregator.keptSteps().stream()
          .filter(one -> one.kept() != null)
          .collect(Collectors.toMap(KeptSteps::run, one -> Long.toString(one.kept())));
    } catch (RefusedException e) {
      Terminal.say("How many steps can be replayed is not known now: %s", e.line());
      return Map.of();
    }
  }
}
