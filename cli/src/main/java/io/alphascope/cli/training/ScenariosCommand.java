package io.alphascope.cli.training;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.following.Summary;
import io.alphascope.cli.terminal.Interruption;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the three scenarios, one after the other. */
@Command(
    name = "scenarios",
    sortOptions = false,
    description = {
      "Trains three runs on the sample of MNIST, one after the other, on a system that is up: with"
          + " a learning rate far too small, a good one and one too large. They show how α*"
          + " differs between them. Ctrl-C leaves the current run running."
    })
public final class ScenariosCommand implements Callable<Integer> {
  private static final String ROW = "%-24s %8s %12s %12s %10s  %s%n";

  @Option(names = "--epochs", paramLabel = "N", description = "Of each run (default: 1).")
  private int epochs = 1;

  @Mixin private RemoteOptions remote;

  private record Trained(Scenario scenario, Summary summary) {}

  @Override
  public Integer call() throws InterruptedException {
    if (epochs < 1) {
      throw new CommandFailure(
          "--epochs is %d, but must be at least 1".formatted(epochs), "give 1 or more");
    }
    Aggregator aggregator = remote.aggregator();
    int set = unused(aggregator);
    Interruption.install(() -> {});
    List<Trained> trained = new ArrayList<>();
    for (Scenario scenario : Scenario.values()) {
      FollowedRun run =
          FollowedRun.start(aggregator, scenario.request(set, epochs), List.of(), () -> {});
      try {
        trained.add(new Trained(scenario, Summary.of(run.follow(), aggregator)));
      } catch (InterruptedException e) {
        return run.leave();
      }
    }
    print(trained, aggregator);
    return trained.stream().map(t -> t.summary().outcome()).allMatch(Outcome::isFull)
        ? 0
        : ExitCode.SOFTWARE;
  }

  /** The first set of three whose ids are all free, and were not those of deleted runs. */
  private static int unused(Aggregator aggregator) throws InterruptedException {
    Set<String> taken = aggregator.runs().stream().map(Run::run).collect(Collectors.toSet());
    taken.addAll(aggregator.deletedRuns());
    return IntStream.iterate(1, set -> set + 1)
        .filter(set -> Stream.of(Scenario.values()).map(s -> s.run(set)).noneMatch(taken::contains))
        .findFirst()
        .orElseThrow();
  }

  private static void print(List<Trained> trained, Aggregator aggregator) {
    System.out.printf(ROW, "run", "rate", "α* own", "α* fresh", "accuracy", "late in the run");
    for (Trained each : trained) {
      Run run = each.summary().outcome().run();
      System.out.printf(
          ROW,
          run.run(),
          each.scenario().learningRate(),
          number(each.summary().lateMedians().get(Scenario.OWN)),
          number(each.summary().lateMedians().get(Scenario.FRESH)),
          run.accuracy().orElse("–"),
          each.summary().verdict());
    }
    for (Trained each : trained) {
      Run run = each.summary().outcome().run();
      run.remarks().forEach(remark -> System.out.printf("%s: %s%n", run.run(), remark));
    }
    Terminal.say("See %s", aggregator.url());
  }

  private static String number(Double value) {
    return value == null ? "–" : "%.3g".formatted(value);
  }
}
