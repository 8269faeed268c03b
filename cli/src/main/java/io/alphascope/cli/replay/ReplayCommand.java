package io.alphascope.cli.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Replay;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.following.ReplayFollower;
import io.alphascope.cli.launch.Launch;
import io.alphascope.cli.runs.ResultOptions;
import io.alphascope.cli.runs.RunArgument;
import io.alphascope.cli.terminal.Interruption;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.curvature.observable.ObservableChoice;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Observes steps of the past under other curvatures. */
@Command(
    name = "replay",
    sortOptions = false,
    description = {
      "Observes the steps of a run again, under other curvatures, as far as the stream still has"
          + " them; training continues meanwhile. Ctrl-C leaves the replay running, and the same"
          + " command follows it again. If no system is up, one is started on the data folder, and"
          + " stopped at the end. Exit status 0 if all steps that were found have been observed."
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Option(
      names = "--run",
      paramLabel = "RUN",
      defaultValue = RunArgument.LATEST,
      description = "The run's id, latest or all (default: latest).")
  private String run;

  @Option(
      names = "--curvature",
      paramLabel = "A,B",
      description = "Curvatures to observe, for example ggn,hessian@all.")
  private String curvatures;

  @Option(
      names = "--observe",
      paramLabel = "A,B",
      split = ",",
      description =
          "Observe these too, A@K on every K-th step, for example trace@50,noise; 'observe --help'"
              + " lists them (default: what each step's run asks for).")
  private List<String> observables = new ArrayList<>();

  @Option(
      names = "--steps",
      paramLabel = "A..B",
      converter = StepsOption.Converter.class,
      description = "Only these steps, both ends included; A.. and ..B work too.")
  private StepsOption steps = StepsOption.ALL;

  @Option(
      names = "--cancel",
      paramLabel = "REPLAY",
      description = "Cancel this replay instead; what it has observed stays.")
  private String cancelled;

  @Mixin private ResultOptions results;
  @Mixin private RemoteOptions remote;

  /** Canonical names of the observables. */
  private List<String> observed = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (cancelled != null) {
      return give(remote.aggregator().cancelReplay(cancelled), List.of(), remote.aggregator());
    }
    List<String> names = names().stream().map(CurvatureName::toString).toList();
    observed = observables().stream().map(ObservableChoice::toString).toList();
    results.check();
    if (results.exports() && run.equals(ALL)) {
      throw new CommandFailure(
          "--export writes the rows of one run, not of all", "name one with --run");
    }
    if (remote.isUp()) {
      Interruption.install(() -> {});
      return replay(
          remote.aggregator(),
          () -> {},
          names,
          "The replay continues; cancel it with 'alphascope replay --cancel %s'");
    }
    if (!Files.isDirectory(remote.root().resolve("kafka"))) {
      throw new CommandFailure(
          "There is nothing to replay: the data folder %s holds no stream".formatted(remote.root()),
          "name another with --data-dir, or a system that is up with --url");
    }
    try (LocalSystem system = Launch.start(remote.root(), NamedAddresses.NONE)) {
      system.awaitReady();
      Terminal.say("Ready: %s", system.addresses().url());
      return replay(
          Launch.aggregator(system),
          system::throwFailure,
          names,
          "Replay %s resumes when the system is up again");
    }
  }

  private List<CurvatureName> names() {
    if (curvatures == null) {
      throw new CommandFailure(
          "--curvature is missing", "name what to observe, for example --curvature ggn");
    }
    try {
      return CurvatureName.parseList(curvatures);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--curvature is wrong", e.getMessage(), e);
    }
  }

  private List<ObservableChoice> observables() {
    try {
      return ObservableChoice.parseAll(observables);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--observe is wrong", e.getMessage(), e);
    }
  }

  /**
   * @param interrupted said if this command is interrupted; %s: the replay
   */
  private int replay(Aggregator aggregator, Runnable guard, List<String> names, String interrupted)
      throws InterruptedException {
    String id = run.equals(ALL) ? null : RunArgument.resolve(run, aggregator).run();
    Replay replay = find(aggregator, id, names).orElse(null);
    if (replay == null) {
      replay = aggregator.startReplay(request(id, names));
      Terminal.say(announcement(replay));
    } else {
      Terminal.say("Following replay %s, which has the same request", replay.replay());
    }
    try {
      Replay ended = new ReplayFollower(aggregator, guard).follow(replay.replay());
      return give(ended, names, aggregator);
    } catch (InterruptedException e) {
      Terminal.say(interrupted, replay.replay());
      return ExitCode.SOFTWARE;
    }
  }

  private Optional<Replay> find(Aggregator aggregator, String id, List<String> names)
      throws InterruptedException {
    return aggregator.replays().stream()
        .filter(Replay::isRunning)
        .filter(other -> other.asks(id, steps.first(), steps.last(), names, observed))
        .findFirst();
  }

  private ObjectNode request(String id, List<String> names) {
    ObjectNode request = Json.object();
    request.put("run", id == null ? ALL : id);
    Json.put(request, "curvatures", names);
    Json.put(request, "observables", observed);
    request.put("first_step", steps.first());
    request.put("last_step", steps.last());
    return request;
  }

  private static String announcement(Replay replay) {
    String what =
        "Replaying %s under %s as %s"
            .formatted(
                replay.run() == null ? "all runs" : replay.run(),
                String.join(
                    ", ",
                    Stream.concat(replay.curvatures().stream(), replay.observables().stream())
                        .toList()),
                replay.replay());
    return replay.estimatedSeconds() == null
        ? what
        : what + ", which takes about %s".formatted(duration(replay.estimatedSeconds()));
  }

  private static String duration(double seconds) {
    return seconds < 90
        ? "%d s".formatted(Math.max(1, Math.round(seconds)))
        : "%d min".formatted(Math.round(seconds / 60));
  }

  private int give(Replay ended, List<String> names, Aggregator aggregator)
      throws InterruptedException {
    ReplaySummary summary = new ReplaySummary(ended);
    summary.lines().forEach(Terminal::say);
    List<String> remarks = remarks(ended.run(), aggregator);
    remarks.forEach(Terminal::say);
    results.give(aggregator, ended.run(), names, Json.put(summary.document(), "remarks", remarks));
    return ended.isFull() || cancelled != null ? 0 : ExitCode.SOFTWARE;
  }

  /** On the run that was replayed; none if that is all of them. */
  private static List<String> remarks(String run, Aggregator aggregator)
      throws InterruptedException {
    return run == null ? List.of() : aggregator.run(run).map(Run::remarks).orElse(List.of());
  }
}
