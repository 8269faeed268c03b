package io.alphascope.cli.launch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.connection.DataFolderOption;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.runs.ResultOptions;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.cli.training.FollowedRun;
import io.alphascope.cli.training.RunOptions;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.local.outside.ListenAddress;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedAddresses;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything, trains one run, stays up until Ctrl-C. */
@Command(
    name = "up",
    sortOptions = false,
    description = {
      "Starts the broker, the database and the services on this machine, trains one run, and shows"
          + " how good its steps are. Stays up until Ctrl-C."
    })
public final class UpCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 250;
  private static final List<String> DEFAULT_CURVATURES = List.of(CurvatureName.DEFAULTS.split(","));

  @Option(
      names = "--exit",
      description =
          "End when every step has been observed, became a dead letter or is lost; exit status 1"
              + " unless the run completed and all were observed.")
  private boolean exit;

  @Option(names = "--no-train", description = "Only start.")
  private boolean noTrain;

  @Mixin private ResultOptions results;

  @Option(names = "--port", description = "Of page and REST (default: chosen once, then kept).")
  private Optional<Integer> pagePort = Optional.empty();

  @Option(names = "--broker-port", description = "For Kafka clients (likewise).")
  private Optional<Integer> brokerPort = Optional.empty();

  @Option(names = "--database-port", description = "For SQL clients (likewise).")
  private Optional<Integer> databasePort = Optional.empty();

  @Option(
      names = ListenAddress.OPTION,
      paramLabel = "ADDRESS[:PORT]",
      description =
          "Let in Kafka clients of other machines too, with TLS and password, at this IP address"
              + " or name of this machine (port: chosen once, then kept). What they need is"
              + " written into the folder client of the data folder.")
  private Optional<String> listen = Optional.empty();

  @Mixin private DataFolderOption dataFolder;

  @Mixin private RunOptions runOptions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    results.check();
    Optional<ObjectNode> request = noTrain ? Optional.empty() : Optional.of(runOptions.request());
    Instant begin = Instant.now();
    NamedAddresses named =
        new NamedAddresses(pagePort, brokerPort, databasePort, listen.map(ListenAddress::parse));
    try (LocalSystem system = Launch.start(dataFolder.folder(), named)) {
      return up(system, begin, request);
    }
  }

  private int up(LocalSystem system, Instant begin, Optional<ObjectNode> request) {
    try {
      system.awaitReady();
      Terminal.say(
          "Ready after %.1f s: %s",
          Duration.between(begin, Instant.now()).toMillis() / 1000.0, pageAddress(system));
      system.outsideAccess().ifPresent(Terminal::say);
      boolean full = request.isEmpty() || train(system, request.get());
      if (!exit) {
        stayUp(system, full);
      }
      return full ? 0 : ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Terminal.say("Interrupted.");
      return ExitCode.SOFTWARE;
    }
  }

  /** Trains one run to its end; whether it completed and all of it was observed. */
  private boolean train(LocalSystem system, ObjectNode request) throws InterruptedException {
    FollowedRun run =
        FollowedRun.start(
            Launch.aggregator(system), request, DEFAULT_CURVATURES, system::throwFailure);
    Outcome outcome;
    boolean stopped = false;
    try {
      outcome = run.follow();
    } catch (InterruptedException e) {
      Terminal.say("Stopping the run, then observing what is in flight (Ctrl-C again: at once)");
      outcome = run.stopAndFollow();
      stopped = true;
    }
    run.give(outcome, results, !exit && !stopped);
    if (stopped) {
      throw new InterruptedException("by the user");
    }
    return outcome.isFull();
  }

  /** Returns when the user ends it. */
  private static void stayUp(LocalSystem system, boolean full) throws InterruptedException {
    Terminal.say("Up until Ctrl-C: %s", pageAddress(system));
    try {
      while (true) {
        system.throwFailure();
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      if (!full) {
        throw e;
      }
    }
  }

  /** The token stays out of files that the output may go to. */
  private static String pageAddress(LocalSystem system) {
    return Terminal.isSeen()
        ? Launch.aggregator(system).pageAddress()
        : system.addresses().url() + " (alphascope status prints it with the token)";
  }
}
