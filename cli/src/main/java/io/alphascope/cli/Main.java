package io.alphascope.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The command line. Exit status: 0 done, 1 not done, 2 misunderstood. */
public final class Main {
  // Warns on every machine without a GPU. A constant, since the JVM forgets other loggers.
  private static final Logger CUDA = Logger.getLogger("ai.djl.util.cuda");

  // Warns every second that the broker is away; the command says it once.
  private static final Logger KAFKA_CONNECTIONS =
      Logger.getLogger("org.apache.kafka.clients.NetworkClient");

  private Main() {}

  public static void main(String[] arguments) {
    // What libraries log is for the log files of services, not for a person at a terminal.
    Logger.getLogger("").setLevel(Level.WARNING);
    CUDA.setLevel(Level.OFF);
    KAFKA_CONNECTIONS.setLevel(Level.OFF);
    System.exit(AlphascopeCommand.run(arguments));
  }
}
