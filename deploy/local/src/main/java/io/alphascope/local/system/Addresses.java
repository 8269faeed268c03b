package io.alphascope.local.system;

import java.io.IOException;
import java.util.Optional;

/** The ports of a local system, all on 127.0.0.1. */
record Addresses(
    int broker, int controller, int database, int trainer, int curvatureService, int aggregator) {

  static Addresses choose(KeptPorts ports, NamedPorts named) throws IOException {
    // Named ones first, so that no chosen one is in their way.
    int page = ports.port("page", "--port", named.page());
    int broker = ports.port("broker", "--broker-port", named.broker());
    int database = ports.port("database", "--database-port", named.database());
    int controller = ports.port("controller", "", Optional.empty());
    int trainer = ports.port("trainer", "", Optional.empty());
    int curvatureService = ports.port("curvature-service", "", Optional.empty());
    ports.save();
    return new Addresses(broker, controller, database, trainer, curvatureService, page);
  }

  String bootstrapServers() {
    return "127.0.0.1:" + broker;
  }

  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }
}
