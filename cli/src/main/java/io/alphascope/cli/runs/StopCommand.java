package io.alphascope.cli.runs;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a run. */
@Command(
    name = "stop",
    description = "Stops a run; what it published is observed and kept. Does not end the system.")
public final class StopCommand implements Callable<Integer> {
  @Mixin private RunArgument argument;

  @Mixin private RemoteOptions remote;

  @Override
  public Integer call() throws InterruptedException {
    Aggregator aggregator = remote.aggregator();
    Run run = argument.resolve(aggregator);
    if (!run.isRunning()) {
      Terminal.say("%s is %s already", run.run(), run.state());
      return 0;
    }
    aggregator.stopRun(run.run());
    Terminal.say("Stopping %s", run.run());
    return 0;
  }
}
