package io.alphascope.events.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports of the loopback address for servers that a test starts, and perhaps starts again.
 *
 * <p>They lie below the range from which systems take the ports of outgoing connections: there, a
 * client that tries to reach a server that is away can be given the server's own port, and keep it
 * from coming back.
 */
public final class FreePort {

  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 20_000;
  private static final int ATTEMPTS = 500;

  // A seed of its own for each JVM, so that those side by side do not meet.
  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePort() {}

  /** A port that nobody listens on, and that this JVM has not been given before. */
  public static synchronized int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = LOWEST + RANDOM.nextInt(HIGHEST - LOWEST);
      if (!GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
    throw new IllegalStateException("no free port from %d to %d".formatted(LOWEST, HIGHEST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
