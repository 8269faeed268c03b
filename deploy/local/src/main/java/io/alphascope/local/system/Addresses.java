package io.alphascope.local.system;

import io.alphascope.local.outside.ListenAddress;
import java.io.IOException;
import java.util.Optional;

/**
 * The ports of a local system, all on 127.0.0.1 but one.
 *
 * @param outside where the broker lets in clients of other machines
 */
record Addresses(
    int broker,
    int controller,
    int database,
    int trainer,
    int curvatureService,
    int aggregator,
    Optional<Outside> outside) {

  record Outside(ListenAddress address, int port) {

    /** For clients. */
    String advertised() {
      return address.withPort(port);
    }

    /** For the broker: a name may stand for several addresses. */
    String bound() {
      String ip = address.ip().getHostAddress();
      return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
    }
  }

  static Addresses choose(KeptPorts ports, NamedAddresses named) throws IOException {
    // Named ones first, so that no chosen one is in their way.
    int page = ports.port("page", "--port", named.page());
    int broker = ports.port("broker", "--broker-port", named.broker());
    int database = ports.port("database", "--database-port", named.database());
    int controller = ports.port("controller", "", Optional.empty());
    int trainer = ports.port("trainer", "", Optional.empty());
    int curvatureService = ports.port("curvature-service", "", Optional.empty());
    Optional<Outside> outside =
        named.outside().map(address -> new Outside(address, outsidePort(ports, address)));
    ports.save();
    return new Addresses(broker, controller, database, trainer, curvatureService, page, outside);
  }

  private static int outsidePort(KeptPorts ports, ListenAddress address) {
    return ports.port("outside", ListenAddress.OPTION, address.port(), address.ip());
  }

  String bootstrapServers() {
    return "127.0.0.1:" + broker;
  }

  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }
}
