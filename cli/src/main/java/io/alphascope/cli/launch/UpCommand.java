package io.alphascope.cli.launch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.connection.DataFolderOption;
import io.alphascope.cli.following.RunFollower.Outcome;
import io.alphascope.cli.terminal.ExitStatus;
import io.alphascope.cli.terminal.Interruption;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.cli.training.FollowedRun;
import io.alphascope.cli.training.ResultOptions;
import io.alphascope.cli.training.RunOptions;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.local.system.NamedPorts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
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
  private Integer pagePort;

  @Option(names = "--broker-port", description = "For Kafka clients (likewise).")
  private Integer brokerPort;

  @Option(names = "--database-port", description = "For SQL clients (likewise).")
  private Integer databasePort;

  @Mixin private DataFolderOption dataFolder;

  @Mixin private RunOptions runOptions;

  private final AtomicReference<StartedSystem> running = new AtomicReference<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    results.check();
    Optional<ObjectNode> request = noTrain ? Optional.empty() : Optional.of(runOptions.request());
    Interruption.install(this::killAll);
    Instant begin = Instant.now();
    try (StartedSystem system = StartedSystem.start(dataFolder.folder(), namedPorts())) {
      running.set(system);
      return up(system, begin, request);
    }
  }

  private int up(StartedSystem system, Instant begin, Optional<ObjectNode> request) {
    try {
      system.awaitReady();
      Terminal.say(
          "Ready after %.1f s: %s",
          Duration.between(begin, Instant.now()).toMillis() / 1000.0, pageAddress(system));
      boolean full = request.isEmpty() || train(system, request.get());
      if (!exit) {
        stayUp(system, full);
      }
      return full ? 0 : ExitStatus.NOT_DONE;
    } catch (InterruptedException e) {
      Terminal.say("Interrupted.");
      return ExitStatus.NOT_DONE;
    }
  }

  /** Trains one run to its end; whether it completed and all of it was observed. */
  private boolean train(StartedSystem system, ObjectNode request) throws InterruptedException {
    Aggregator aggregator = system.aggregator();
    FollowedRun run =
        FollowedRun.start(aggregator, request, DEFAULT_CURVATURES, system::throwFailure);
    Outcome outcome;
    boolean stopped = false;
    try {
      outcome = run.follow();
    } catch (InterruptedException e) {
      Terminal.say("Stopping the run, then observing what is in flight (Ctrl-C again: at once)");
      outcome = run.stopAndFollow();
      stopped = true;
    }
    results.give(outcome, aggregator, !exit && !stopped);
    if (stopped) {
      throw new InterruptedException("by the user");
    }
    return outcome.isFull();
  }

  /** Returns when the user ends it. */
  private static void stayUp(StartedSystem system, boolean full) throws InterruptedException {
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
  private static String pageAddress(StartedSystem system) {
    return Terminal.isSeen()
        ? system.aggregator().pageAddress()
        : system.url() + " (alphascope status prints it with the token)";
  }

  private NamedPorts namedPorts() {
    return new NamedPorts(optional(pagePort), optional(brokerPort), optional(databasePort));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private void killAll() {
    System.err.println("Killing everything.");
    StartedSystem system = running.get();
    if (system != null) {
      system.kill();
    }
  }
}
