package io.alphascope.local.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Settings of a single broker that serves this machine alone.
 *
 * @param folder of its data; relative paths are resolved by the broker itself, so that a comma in a
 *     parent's name does not split Kafka's list
 * @param port for clients, on 127.0.0.1
 * @param controllerPort for its own controller, on 127.0.0.1
 * @param largestRecordBytes largest batch of records that it takes, with its framing
 * @param login who is let in, by every listener
 */
public record BrokerSettings(
    Path folder, int port, int controllerPort, int largestRecordBytes, BrokerLogin login) {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** As in {@code server.properties}; with the password. Those that never vary are in a file. */
  public Properties properties() throws IOException {
    Properties p = new Properties();
    try (InputStream in = getClass().getResourceAsStream("broker.properties")) {
      p.load(in);
    }
    p.setProperty("node.id", Integer.toString(NODE_ID));
    p.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    p.setProperty(
        "listeners",
        "CLIENTS://127.0.0.1:%d,%s://127.0.0.1:%d"
            .formatted(port, CONTROLLER_LISTENER, controllerPort));
    p.setProperty("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
    p.setProperty("controller.listener.names", CONTROLLER_LISTENER);
    p.setProperty("inter.broker.listener.name", "CLIENTS");
    p.setProperty(
        "listener.security.protocol.map",
        "CLIENTS:%1$s,%2$s:%1$s".formatted(BrokerLogin.PROTOCOL, CONTROLLER_LISTENER));
    p.setProperty("sasl.enabled.mechanisms", BrokerLogin.MECHANISM);
    p.setProperty("sasl.mechanism.inter.broker.protocol", BrokerLogin.MECHANISM);
    p.setProperty("sasl.mechanism.controller.protocol", BrokerLogin.MECHANISM);
    p.setProperty("listener.name.clients.plain.sasl.jaas.config", login.listener());
    p.setProperty("listener.name.controller.plain.sasl.jaas.config", login.listener());
    p.setProperty("log.dirs", folder.toString());
    p.setProperty("message.max.bytes", Integer.toString(largestRecordBytes));
    return p;
  }
}
