package io.alphascope.local.broker;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the broker until the process is told to end.
 *
 * <p>Argument: a file of properties as of {@link BrokerSettings}. A storage folder that was never
 * used is formatted first.
 */
public final class BrokerMain {
  private static final Logger log = LoggerFactory.getLogger(BrokerMain.class);

  private BrokerMain() {}

  public static void main(String[] arguments) throws Exception {
    try (InputStream logging = BrokerMain.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(logging);
    }
    sayWhyKafkaEnds();
    Properties properties = Utils.loadProps(arguments[0]);
    formatIfNew(properties);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.shutdown();
                  ended.countDown();
                },
                "shutdown"));
    server.startup();
    log.info("The broker is up");
    server.awaitShutdown();
    ended.await();
  }

  /** Kafka ends its process with a status only; if the disk is full, it logs no message. */
  private static void sayWhyKafkaEnds() {
    Exit.setExitProcedure(
        (status, message) -> {
          report("ends", status, message);
          // exit() would wait for ever for the hook that may be calling it.
          new Thread(() -> Runtime.getRuntime().exit(status), "exit").start();
        });
    Exit.setHaltProcedure(
        (status, message) -> {
          report("halts", status, message);
          Runtime.getRuntime().halt(status);
        });
  }

  private static void report(String verb, int status, String message) {
    String reason =
        message == null
            ? "no reason given; the usual one is a full or broken disk, see the error above"
            : message;
    log.error("Kafka {} with status {}: {}", verb, status, reason);
  }

  private static void formatIfNew(Properties properties) throws Exception {
    Path folder = Path.of(properties.getProperty("log.dirs"));
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(folder);
    Formatter formatter = new Formatter();
    formatter
        .setPrintStream(System.out)
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setControllerListenerName(properties.getProperty("controller.listener.names"))
        .setMetadataLogDirectory(folder.toString())
        .addDirectory(folder.toString());
    formatter.run();
  }
}
