package io.alphascope.local.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Settings of a single broker, which serves this machine alone unless it listens outside too.
 *
 * @param folder of its data; relative paths are resolved by the broker itself, so that a comma in a
 *     parent's name does not split Kafka's list
 * @param port for clients, on 127.0.0.1
 * @param controllerPort for its own controller, on 127.0.0.1
 * @param largestRecordBytes largest batch of records that it takes, with its framing
 * @param login who is let in, by every listener
 * @param outside for clients of other machines; absent: they are not let in
 */
public record BrokerSettings(
    Path folder,
    int port,
    int controllerPort,
    int largestRecordBytes,
    BrokerLogin login,
    Optional<OutsideListener> outside) {

  private static final int KAFKAS_LARGEST_REQUEST = 100 * 1024 * 1024;
  private static final int REQUEST_FRAMING = 1024 * 1024;

  /** As in {@code server.properties}; with the password. Those that never vary are in a file. */
  public Properties properties() throws IOException {
    Properties p = new Properties();
    try (InputStream in = getClass().getResourceAsStream("broker.properties")) {
      p.load(in);
    }
    p.setProperty(
        "controller.quorum.voters", p.getProperty("node.id") + "@127.0.0.1:" + controllerPort);
    p.setProperty(
        "listeners",
        "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    p.setProperty("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
    p.setProperty("listener.name.clients.plain.sasl.jaas.config", login.listener());
    p.setProperty("listener.name.controller.plain.sasl.jaas.config", login.listener());
    p.setProperty("log.dirs", folder.toString());
    p.setProperty("message.max.bytes", Integer.toString(largestRecordBytes));
    p.setProperty(
        "socket.request.max.bytes",
        Integer.toString(Math.max(KAFKAS_LARGEST_REQUEST, largestRecordBytes + REQUEST_FRAMING)));
    outside.ifPresent(listener -> listener.addTo(p, login));
    return p;
  }
}
