package io.alphascope.events.test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real broker (KRaft) inside the test's own JVM, on a free port of the loopback address. */
public final class EmbeddedKafka implements AutoCloseable {

  private final Path folder;
  private final int clientPort = FreePort.next();
  private final int controllerPort = FreePort.next();
  private final Properties security;
  private KafkaRaftServer server;

  /** Starts a broker with an empty log, open to everybody on this machine. */
  public EmbeddedKafka() {
    this(new Properties());
  }

  /** Starts a broker with an empty log that lets in whom {@code security} says. */
  public EmbeddedKafka(SaslSsl security) {
    this(security.broker());
  }

  /** Starts a broker with an empty log that allows all but what its access control lists deny. */
  public static EmbeddedKafka withAccessControl() {
    Properties security = new Properties();
    security.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    security.put("allow.everyone.if.no.acl.found", "true");
    return new EmbeddedKafka(security);
  }

  private EmbeddedKafka(Properties security) {
    this.security = security;
    try {
      folder = Files.createTempDirectory("embedded-kafka");
      format();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + clientPort;
  }

  /** Starts the broker again, on the same port and log, after {@link #stop}. */
  public void start() {
    server = new KafkaRaftServer(KafkaConfig.fromProps(properties(), false), Time.SYSTEM);
    server.startup();
  }

  /** Stops the broker; what it holds stays. */
  public void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  private void format() throws IOException {
    Formatter formatter = new Formatter();
    formatter.setNodeId(1);
    formatter.setPrintStream(new PrintStream(OutputStream.nullOutputStream()));
    formatter.setClusterId(Uuid.randomUuid().toString());
    formatter.setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
    formatter.addDirectory(folder.toString());
    formatter.setMetadataLogDirectory(folder.toString());
    formatter.setControllerListenerName("CONTROLLER");
    try {
      formatter.run();
    } catch (Exception e) {
      throw new IOException("cannot format " + folder, e);
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners",
        "CLIENTS://127.0.0.1:" + clientPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "CLIENTS://127.0.0.1:" + clientPort);
    properties.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "CLIENTS");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("log.dirs", folder.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("transaction.state.log.num.partitions", "1");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.min.session.timeout.ms", "1000");
    properties.put("broker.session.timeout.ms", "2000");
    properties.put("broker.heartbeat.interval.ms", "500");
    properties.put("message.max.bytes", String.valueOf(64 * 1024 * 1024));
    properties.putAll(security);
    return properties;
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
