package io.alphascope.local.cli;

import io.alphascope.local.client.Aggregator;
import io.alphascope.local.client.Run;
import io.alphascope.local.failure.CommandFailure;
import java.util.List;

/** Which run is meant: an id, or {@code latest}. */
final class RunArgument {
  static final String LATEST = "latest";

  private RunArgument() {}

  static Run resolve(String id, Aggregator aggregator) throws InterruptedException {
    if (!id.equals(LATEST)) {
      return aggregator
          .run(id)
          .orElseThrow(() -> new CommandFailure("There is no run " + id, "see 'alphascope runs'"));
    }
    List<Run> runs = aggregator.runs();
    if (runs.isEmpty()) {
      throw new CommandFailure("There is no run yet", "start one with 'alphascope train'");
    }
    return runs.get(0);
  }
}
