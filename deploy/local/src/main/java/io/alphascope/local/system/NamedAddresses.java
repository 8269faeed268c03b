package io.alphascope.local.system;

import io.alphascope.local.outside.ListenAddress;
import java.util.Optional;

/**
 * What the user named of a system's addresses; the other ports, on 127.0.0.1, are chosen.
 *
 * @param page port of the aggregator: page and REST
 * @param broker port for Kafka clients
 * @param database port for SQL clients
 * @param outside where the broker lets in clients of other machines; if absent, nowhere
 */
public record NamedAddresses(
    Optional<Integer> page,
    Optional<Integer> broker,
    Optional<Integer> database,
    Optional<ListenAddress> outside) {
  public static final NamedAddresses NONE =
      new NamedAddresses(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
