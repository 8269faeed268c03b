package io.alphascope.local.system;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;

/**
 * {@code ports} in the data folder: chosen free once, and kept, so that addresses stay valid over
 * restarts.
 *
 * <p>Chosen below the range from which systems take the ports of outgoing connections: there, a
 * client that tries to reach a dead broker can be given the broker's own port, connect to itself,
 * and keep the broker from coming back.
 */
final class KeptPorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 500;
  private static final InetAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0).getAddress();

  private final Path file;
  private final Properties kept = new Properties();
  private final Set<Integer> given = new HashSet<>();
  private final Random random;

  private KeptPorts(Path file, Random random) {
    this.file = file;
    this.random = random;
  }

  static KeptPorts in(DataFolder folder, Random random) throws IOException {
    KeptPorts ports = new KeptPorts(folder.resolve("ports"), random);
    if (Files.exists(ports.file)) {
      try (Reader in = Files.newBufferedReader(ports.file)) {
        ports.kept.load(in);
      }
    }
    return ports;
  }

  /** As below, on 127.0.0.1. */
  int port(String purpose, String option, Optional<Integer> named) {
    return port(purpose, option, named, LOOPBACK);
  }

  /**
   * The port for one purpose: the named one, else the kept one if it is free, else a new one.
   *
   * @param option by which the user named it
   * @param ip where it is used
   * @throws CommandFailure if the named one is taken
   */
  int port(String purpose, String option, Optional<Integer> named, InetAddress ip) {
    if (named.isPresent()) {
      int port = named.get();
      if (port < 1 || port > 65_535) {
        throw new CommandFailure(
            "%s %d is not a valid port".formatted(option, port), "give one between 1 and 65535");
      }
      Optional<String> obstacle = take(ip, port);
      if (obstacle.isPresent()) {
        throw new CommandFailure(
            "Port %d on %s cannot be used (%s)"
                .formatted(port, ip.getHostAddress(), obstacle.get()),
            "end the program that listens there, name another with %s, or leave %1$s out"
                .formatted(option));
      }
      return port;
    }
    String before = kept.getProperty(purpose, "");
    if (before.matches("\\d{1,5}") && take(ip, Integer.parseInt(before)).isEmpty()) {
      return Integer.parseInt(before);
    }
    int chosen = chooseFree(ip);
    kept.setProperty(purpose, Integer.toString(chosen));
    return chosen;
  }

  void save() throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      kept.store(out, "Ports of this local Alphascope");
    }
  }

  private int chooseFree(InetAddress ip) {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = LOWEST + random.nextInt(HIGHEST - LOWEST);
      if (take(ip, port).isEmpty()) {
        return port;
      }
    }
    throw new CommandFailure(
        "No free port on %s between %d and %d".formatted(ip.getHostAddress(), LOWEST, HIGHEST),
        "end programs that use them");
  }

  /** Takes a port for one purpose; why that is impossible, if it is. */
  private Optional<String> take(InetAddress ip, int port) {
    if (given.contains(port)) {
      return Optional.of("already given to another part of the system");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(ip, port));
    } catch (IOException e) {
      return Optional.of(FileTrouble.reason(e));
    }
    given.add(port);
    return Optional.empty();
  }
}
