package io.alphascope.local.system;

import java.util.OptionalInt;

/**
 * Ports that the user named; the others are chosen.
 *
 * @param page of the aggregator: page and REST
 * @param broker for Kafka clients
 * @param database for SQL clients
 */
public record NamedPorts(OptionalInt page, OptionalInt broker, OptionalInt database) {
  public static final NamedPorts NONE =
      new NamedPorts(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
