package io.alphascope.cli.launch;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.client.SystemStatus;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.terminal.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the state of the parts of a system. */
@Command(
    name = "status",
    description =
        "Shows the state of the parts of a system that is up, and how far they lag. Prints the"
            + " page's address with the token, which allows its holder to start and stop runs.")
public final class StatusCommand implements Callable<Integer> {
  private static final String ROW = "%-22s %s%n";

  @Option(names = "--json", description = "Print it as one JSON document.")
  private boolean json;

  @Mixin private RemoteOptions remote;

  @Override
  public Integer call() throws InterruptedException {
    Aggregator aggregator = remote.aggregator();
    if (json) {
      Json.print(aggregator.statusDocument());
      return 0;
    }
    SystemStatus status = aggregator.status();
    System.out.printf(ROW, "page", aggregator.pageAddress());
    System.out.printf(ROW, "broker", known(status.broker()));
    System.out.printf(ROW, "database", known(status.database()));
    System.out.printf(ROW, "trainer service", known(status.trainer()));
    System.out.printf(ROW, "curvature service", known(status.curvatureService()));
    status.waitingFor().forEach(reason -> System.out.printf(ROW, "waiting", reason));
    System.out.printf(ROW, "steps to observe", known(status.stepsLag()));
    System.out.printf(ROW, "observations to store", known(status.observationsLag()));
    return 0;
  }

  private static String known(Object value) {
    return value == null ? "unknown" : value.toString();
  }
}
