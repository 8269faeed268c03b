package io.alphascope.local.broker;

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

  private static final int SOCKET_BUFFER_BYTES = 1 << 20;

  /** As in {@code server.properties}; with the password. */
  public Properties properties() {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
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

    // One node keeps everything once.
    p.setProperty("default.replication.factor", "1");
    p.setProperty("min.insync.replicas", "1");
    p.setProperty("offsets.topic.num.partitions", "1");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("transaction.state.log.num.partitions", "1");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");

    // Services create their topics with their settings; a misspelt name shall fail.
    p.setProperty("auto.create.topics.enable", "false");
    // Retention frees closed segments only.
    p.setProperty("log.segment.bytes", Integer.toString(256 << 20));
    p.setProperty("message.max.bytes", Integer.toString(largestRecordBytes));
    p.setProperty("socket.send.buffer.bytes", Integer.toString(SOCKET_BUFFER_BYTES));
    p.setProperty("socket.receive.buffer.bytes", Integer.toString(SOCKET_BUFFER_BYTES));
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));

    // Back soon after kill -9: the old registration has to expire first.
    p.setProperty("broker.session.timeout.ms", "2000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    // Members of a group come one by one on one machine; nothing is gained by waiting for more.
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("group.min.session.timeout.ms", "1000");
    return p;
  }
}
