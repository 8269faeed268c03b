package io.alphascope.cli.runs;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.local.failure.CommandFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Parameters;

/** Which run is meant: an id, or {@code latest}. */
public final class RunArgument {
  public static final String LATEST = "latest";
  private static final int NAMED_AT_MOST = 10;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      defaultValue = LATEST,
      description = "The run's id (default: latest).")
  private String id;

  Run resolve(Aggregator aggregator) throws InterruptedException {
    return resolve(id, aggregator);
  }

  /** By the list, since a run of an earlier version may have a name that no address can hold. */
  public static Run resolve(String id, Aggregator aggregator) throws InterruptedException {
    List<Run> runs = aggregator.runs();
    Optional<Run> named = runs.stream().filter(run -> run.run().equals(id)).findFirst();
    if (named.isPresent()) {
      return named.get();
    }
    if (runs.isEmpty()) {
      throw new CommandFailure("There is no run yet", "start one with 'alphascope train'");
    }
    if (id.equals(LATEST)) {
      return runs.get(0);
    }
    String newest =
        runs.stream().limit(NAMED_AT_MOST).map(Run::run).collect(Collectors.joining(", "));
    throw new CommandFailure(
        "There is no run " + id,
        runs.size() > NAMED_AT_MOST
            ? "the newest are %s; 'alphascope runs' lists all".formatted(newest)
            : "there are " + newest);
  }
}
