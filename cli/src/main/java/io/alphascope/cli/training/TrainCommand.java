package io.alphascope.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.terminal.ExitStatus;
import io.alphascope.cli.terminal.Interruption;
import io.alphascope.cli.terminal.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a run on a system that is up. */
@Command(
    name = "train",
    sortOptions = false,
    description =
        "Trains one run on a system that is up, and follows it. Ctrl-C leaves it running.")
public final class TrainCommand implements Callable<Integer> {
  @Option(names = "--detach", description = "Print the run's id and end; the run goes on.")
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
      Run run = aggregator.startRun(request);
      System.out.println(run.run());
      return 0;
    }
    Interruption.install(() -> {});
    FollowedRun run = FollowedRun.start(aggregator, request, List.of(), () -> {});
    try {
      Outcome outcome = run.follow();
      results.give(outcome, aggregator, true);
      return outcome.isFull() ? 0 : ExitStatus.NOT_DONE;
    } catch (InterruptedException e) {
      Terminal.say("The run goes on; end it with 'alphascope stop %s'", run.id());
      return ExitStatus.NOT_DONE;
    }
  }
}
