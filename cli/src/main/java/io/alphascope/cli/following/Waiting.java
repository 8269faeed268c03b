package io.alphascope.cli.following;

import io.alphascope.cli.client.Aggregator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Says what keeps a system from its work, with the remedy: each reason once while it lasts. */
final class Waiting {
  private final Aggregator aggregator;
  private final Consumer<String> say;
  private Set<String> said = Set.of();

  Waiting(Aggregator aggregator, Consumer<String> say) {
    this.aggregator = aggregator;
    this.say = say;
  }

  /** To be called while nothing moves. */
  void ask() throws InterruptedException {
    List<String> reasons = aggregator.status().waitingFor();
    reasons.stream()
        .filter(reason -> !said.contains(reason))
        .forEach(reason -> say.accept("Waiting: " + reason));
    said = Set.copyOf(reasons);
  }
}
