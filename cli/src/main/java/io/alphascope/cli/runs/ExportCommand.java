package io.alphascope.cli.runs;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.Run;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a run's rows into a file. */
@Command(
    name = "export",
    sortOptions = false,
    description = "Writes a run's observations into a file, one row per step and curvature.")
public final class ExportCommand implements Callable<Integer> {
  @Mixin private RunArgument argument;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      required = true,
      description = "Where to; its ending, .csv or .json, names the format.")
  private Path file;

  @Option(names = "--format", description = "csv or json, for a file with another ending.")
  private ExportFormat format;

  @Option(
      names = "--curvature",
      paramLabel = "NAME",
      split = ",",
      description = "Only these (default: all).")
  private List<String> curvatures = new ArrayList<>();

  @Mixin private RemoteOptions remote;

  @Override
  public Integer call() throws InterruptedException {
    ExportFormat chosen = format == null ? ExportFormat.of(file) : format;
    Aggregator aggregator = remote.aggregator();
    Run run = argument.resolve(aggregator);
    chosen.write(aggregator, run.run(), curvatures, file);
    run.remarks().forEach(Terminal::say);
    return 0;
  }
}
