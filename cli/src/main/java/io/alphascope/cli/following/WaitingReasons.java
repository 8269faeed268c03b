package io.alphascope.cli.following;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.terminal.Terminal;
import java.util.List;

/** What keeps a system from its work, with the remedy. */
final class WaitingReasons {
  private final Aggregator aggregator;
  private List<String> said = List.of();

  WaitingReasons(Aggregator aggregator) {
    this.aggregator = aggregator;
  }

  /** To be called while nothing moves: says each reason once while it lasts. */
  void say() throws InterruptedException {
    List<String> reasons = aggregator.status().waitingFor();
    reasons.stream()
        .filter(reason -> !said.contains(reason))
        .forEach(reason -> Terminal.say("Waiting: " + reason));
    said = reasons;
  }
}
