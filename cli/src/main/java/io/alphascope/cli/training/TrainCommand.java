package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.runs.ResultOptions;
import io.alphascope.cli.terminal.Interruption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a run on a system that is up. */
@Command(
    name = "train",
    sortOptions = false,
    description =
        "Trains one run on a system that is up, and follows it. Ctrl-C leaves it running.")
public final class TrainCommand implements Callable<Integer> {
  @Option(names = "--detach", description = "Print the run's id and exit; the run continues.")
  private boolean detach;

  @Mixin private ResultOptions results;
  @Mixin private RemoteOptions remote;
  @Mixin private RunOptions runOptions;

  @Override
  public Integer call() throws InterruptedException {
    results.check();
    ObjectNode request = runOptions.request();
    Aggregator aggregator = remote.aggregator();
    if (detach) {
      System.out.println(aggregator.startRun(request).run());
      return 0;
    }
    Interruption.install(() -> {});
    FollowedRun run = FollowedRun.start(aggregator, request, List.of(), () -> {});
    try {
      Outcome outcome = run.follow();
      run.give(outcome, results, true);
      return outcome.isFull() ? 0 : ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      return run.leave();
    }
  }
}
