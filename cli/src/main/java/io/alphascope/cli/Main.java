package io.alphascope.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The command line. Exit status: 0 done, 1 not done, 2 misunderstood. */
public final class Main {
  // Complains of every machine without a GPU. A constant, since loggers are weakly held.
  private static final Logger CUDA = Logger.getLogger("ai.djl.util.cuda");

  // Says every second that a broker is away; the command says it once.
  private static final Logger KAFKA_CONNECTIONS =
      Logger.getLogger("org.apache.kafka.clients.NetworkClient");

  private Main() {}

  public static void main(String[] arguments) {
    // Libraries speak to the log files of the services, not to a person at a terminal.
    Logger.getLogger("").setLevel(Level.WARNING);
    CUDA.setLevel(Level.OFF);
    KAFKA_CONNECTIONS.setLevel(Level.OFF);
    System.exit(AlphascopeCommand.run(arguments));
  }
}
