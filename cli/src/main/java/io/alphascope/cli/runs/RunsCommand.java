package io.alphascope.cli.runs;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.AwayException;
import io.alphascope.cli.client.KeptSteps;
import io.alphascope.cli.client.RefusedException;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the runs. */
@Command(
    name = "runs",
    description =
        "Lists the runs of a system that is up, newest first: how many of their steps were"
            + " observed, from which to which, how many the stream still has (replayable), and"
            + " under which curvatures they were observed. Unknown values are dashes;"
            + " problems of a run are listed below it.")
public final class RunsCommand implements Callable<Integer> {
  private static final String UNKNOWN = "–";
  private static final MathContext RATE_DIGITS = new MathContext(6);
  private static final String ROW = "%-36s %-12s %16s %10s %18s %10s %14s %6s %7s %12s %9s  %s%n";
  private static final Object[] HEADINGS = {
    "run",
    "state",
    "steps",
    "published",
    "observed",
    "replayable",
    "rate",
    "batch",
    "epoch",
    "observations",
    "accuracy",
    "curvatures"
  };

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
    List<Run> runs = aggregator.runs();
    System.out.printf(ROW, HEADINGS);
    Map<String, String> kept = kept(aggregator);
    for (Run run : runs) {
      System.out.printf(
          ROW,
          run.run(),
          run.state(),
          known(run.stepsTaken()) + of(run.stepsPlanned()),
          known(run.stepsPublished()),
          observed(run.steps()),
          kept.getOrDefault(run.run(), UNKNOWN),
          rates(run.steps()),
          known(run.steps().batchSize()),
          known(run.steps().epoch()) + of(run.specification().epochs()),
          run.observations(),
          run.accuracy().orElse(""),
          String.join(", ", run.curvatures().stream().map(Run.Series::curvature).toList()));
      remarks(run).forEach(remark -> System.out.printf("    %s%n", remark));
    }
    return 0;
  }

  /** What is wrong with a run, a sentence each. */
  private static List<String> remarks(Run run) {
    List<String> remarks = new ArrayList<>();
    Optional.ofNullable(run.trouble()).ifPresent(remarks::add);
    run.deadLetterReasons().forEach(reason -> remarks.add("Dead letters: " + reason));
    remarks.addAll(run.remarks());
    return remarks;
  }

  private static String known(Object value) {
    return value == null ? UNKNOWN : value.toString();
  }

  private static String of(Number planned) {
    return planned == null ? "" : "/" + planned;
  }

  private static String observed(Run.Steps steps) {
    return steps.observed() == 0
        ? "0"
        : "%d (%d..%d)".formatted(steps.observed(), steps.first(), steps.last());
  }

  /** The first step's and the last one's, if they differ. */
  private static String rates(Run.Steps steps) {
    String last = rate(steps.learningRate());
    String first = rate(steps.firstLearningRate());
    return first.equals(last) ? last : first + ".." + last;
  }

  private static String rate(Double rate) {
    return rate == null
        ? UNKNOWN
        : new BigDecimal(rate.toString()).round(RATE_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** Of each run's steps, those that the stream still has. */
  private static Map<String, String> kept(Aggregator aggregator) throws InterruptedException {
    try {
      return aggregator.keptSteps().stream()
          .filter(one -> one.kept() != null)
          .collect(Collectors.toMap(KeptSteps::run, one -> Long.toString(one.kept())));
    } catch (RefusedException | AwayException e) {
      Terminal.say("The number of steps that can be replayed is unknown now: %s", e.line());
      return Map.of();
    }
  }
}
