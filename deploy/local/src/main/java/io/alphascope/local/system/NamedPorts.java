package io.alphascope.local.system;

import java.util.Optional;

/**
 * Ports that the user named; the others are chosen.
 *
 * @param page of the aggregator: page and REST
 * @param broker for Kafka clients
 * @param database for SQL clients
 */
public record NamedPorts(
    Optional<Integer> page, Optional<Integer> broker, Optional<Integer> database) {
  public static final NamedPorts NONE =
      new NamedPorts(Optional.empty(), Optional.empty(), Optional.empty());
}
