package io.alphascope.cli.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Replay;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.following.ReplayFollower;
import io.alphascope.cli.progress.ReplayProgress;
import io.alphascope.cli.runs.ExportFormat;
import io.alphascope.cli.runs.RunArgument;
import io.alphascope.cli.terminal.ExitStatus;
import io.alphascope.cli.terminal.Interruption;
import io.alphascope.cli.terminal.Json;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Observes steps of the past under other curvatures. */
@Command(
    name = "replay",
    sortOptions = false,
    description = {
      "Observes the steps of a run that the stream still has once more, under other curvatures,"
          + " beside whatever is being trained. Ctrl-C leaves it running; asked the same again,"
          + " this command follows it. A system that is not up is started on the data folder and"
          + " ended again. Exit status 0 if all steps that were found have been observed."
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
      description = "Curvatures to observe, ggn,hessian@all say.")
  private String curvatures;

  @Option(
      names = "--steps",
      paramLabel = "A..B",
      converter = StepsOption.Converter.class,
      description = "Only these steps, both ends included; A.. and ..B work too.")
  private StepsOption steps = StepsOption.ALL;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write the rows of these curvatures at the end: .csv or .json.")
  private Path export;

  @Option(
      names = "--json",
      description = "Print one JSON document at the end, and nothing else, on standard output.")
  private boolean json;

  @Option(
      names = "--cancel",
      paramLabel = "REPLAY",
      description = "Cancel this replay instead; what it has observed stays.")
  private String cancelled;

  @Mixin private RemoteOptions remote;

  private final AtomicReference<ReplaySystem> system = new AtomicReference<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (cancelled != null) {
      return give(remote.aggregator().cancelReplay(cancelled), List.of(), remote.aggregator());
    }
    List<CurvatureName> names = names();
    if (export != null) {
      ExportFormat.of(export);
      if (run.equals(ALL)) {
        throw new CommandFailure(
            "--export writes the rows of one run, not of all", "name one with --run");
      }
    }
    Interruption.install(this::kill);
    try (ReplaySystem up = ReplaySystem.of(remote)) {
      system.set(up);
      return replay(up, names.stream().map(CurvatureName::toString).toList());
    }
  }

  private List<CurvatureName> names() {
    if (curvatures == null) {
      throw new CommandFailure(
          "--curvature is missing", "name what to observe, --curvature ggn say");
    }
    try {
      return CurvatureName.parseList(curvatures);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--curvature is wrong", e.getMessage(), e);
    }
  }

  private int replay(ReplaySystem up, List<String> names) throws InterruptedException {
    Aggregator aggregator = up.aggregator();
    String id = run.equals(ALL) ? null : RunArgument.resolve(run, aggregator).run();
    Replay replay = find(aggregator, id, names).orElse(null);
    if (replay == null) {
      replay = aggregator.startReplay(request(id, names));
      Terminal.say("%s", announcement(replay));
    } else {
      Terminal.say("Going on with replay %s, which asks the same", replay.replay());
    }
    ReplayProgress progress = new ReplayProgress(System.err, Terminal.columns(), Clock.systemUTC());
    try {
      Replay ended =
          new ReplayFollower(aggregator, progress, up.guard(), Clock.systemUTC())
              .follow(replay.replay());
      return give(ended, names, aggregator);
    } catch (InterruptedException e) {
      Terminal.say(
          up.staysUp()
              ? "The replay goes on; end it with 'alphascope replay --cancel %s'"
              : "Replay %s goes on where it was when the system is up again",
          replay.replay());
      return ExitStatus.NOT_DONE;
    }
  }

  private Optional<Replay> find(Aggregator aggregator, String id, List<String> names)
      throws InterruptedException {
    return aggregator.replays().stream()
        .filter(Replay::isRunning)
        .filter(other -> other.asks(id, steps.first(), steps.last(), names))
        .findFirst();
  }

  private ObjectNode request(String id, List<String> names) {
    ObjectNode request = Json.object();
    request.put("run", id == null ? ALL : id);
    ArrayNode list = request.putArray("curvatures");
    names.forEach(list::add);
    request.put("first_step", steps.first());
    request.put("last_step", steps.last());
    return request;
  }

  private static String announcement(Replay replay) {
    String what =
        "Replaying %s under %s as %s"
            .formatted(
                replay.run() == null ? "all runs" : replay.run(),
                String.join(", ", replay.curvatures()),
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
    summary.lines().forEach(line -> Terminal.say("%s", line));
    List<String> remarks = remarks(ended.run(), aggregator);
    remarks.forEach(remark -> Terminal.say("%s", remark));
    if (export != null && ended.run() != null) {
      aggregator.export(ended.run(), ExportFormat.of(export).queryValue(), names, export);
      Terminal.say("Wrote %s", export);
    }
    if (json) {
      Json.print(Json.put(summary.document(), "remarks", remarks));
    }
    return ended.isFull() || cancelled != null ? 0 : ExitStatus.NOT_DONE;
  }

  /** On the run that was replayed; none if that is all of them. */
  private static List<String> remarks(String run, Aggregator aggregator)
      throws InterruptedException {
    return run == null ? List.of() : aggregator.run(run).map(Run::remarks).orElse(List.of());
  }

  private void kill() {
    System.err.println("Killing what was started.");
    ReplaySystem started = system.get();
    if (started != null) {
      started.kill();
    }
  }
}
