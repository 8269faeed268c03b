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
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.system.DataFolder;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedPorts;
import java.io.IOException;
import java.nio.file.Path;
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
  // The curvature service's own default.
  private static final List<String> DEFAULT_CURVATURES =
      List.of("hessian", "ggn", "hessian@fresh:256");

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

  private final AtomicReference<LocalSystem> running = new AtomicReference<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    results.check();
    Optional<ObjectNode> request = noTrain ? Optional.empty() : Optional.of(runOptions.request());
    Path home = ServicesHome.folder();
    Interruption.install(this::killAll);
    try (DataFolder folder = DataFolder.open(dataFolder.folder())) {
      return up(folder, home, request);
    }
  }

  private int up(DataFolder folder, Path home, Optional<ObjectNode> request)
      throws IOException, InterruptedException {
    Instant begin = Instant.now();
    Terminal.say("Starting broker, database and services in %s", folder.root());
    LocalSystem system = LocalSystem.start(folder, home, namedPorts(), new Announcements());
    running.set(system);
    system.note().ifPresent(note -> Terminal.say("%s", note));
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
    } finally {
      Terminal.say("Stopping, in order (Ctrl-C again: at once)");
      system.stop();
      Terminal.say("Stopped.");
    }
  }

  /** Trains one run to its end; whether it completed and all of it was observed. */
  private boolean train(LocalSystem system, ObjectNode request) throws InterruptedException {
    Aggregator aggregator = aggregator(system);
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

  private static Aggregator aggregator(LocalSystem system) {
    return new Aggregator(system.addresses().url(), Optional.of(system.apiToken()));
  }

  /** The token stays out of files that the output may go to. */
  private static String pageAddress(LocalSystem system) {
    return Terminal.isSeen()
        ? aggregator(system).pageAddress()
        : system.addresses().url() + " (alphascope status prints it with the token)";
  }

  private NamedPorts namedPorts() {
    return new NamedPorts(optional(pagePort), optional(brokerPort), optional(databasePort));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private void killAll() {
    System.err.println("Killing everything.");
    LocalSystem system = running.get();
    if (system == null) {
      return;
    }
    try {
      system.kill();
    } catch (IOException e) {
      // Their guardians end them when this process is gone.
      System.err.println("alphascope: " + FileTrouble.reason(e));
    }
  }
}
