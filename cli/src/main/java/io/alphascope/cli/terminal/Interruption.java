package io.alphascope.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;

/**
 * Ctrl-C (and a terminal that closes, and {@code kill}). The first interrupts the main thread,
 * which then ends its work in order; the second does not wait.
 */
public final class Interruption {
  private static final int FORCED = 130;
  // A wrapper (timeout, a shell) may pass on what the terminal sends to all: one wish, twice.
  private static final Duration SAME_WISH = Duration.ofSeconds(1);

  private Interruption() {}

  /**
   * From now on signals interrupt the calling thread.
   *
   * @param force done at the second signal, before this process ends
   */
  public static void install(Runnable force) {
    Thread main = Thread.currentThread();
    AtomicReference<Instant> first = new AtomicReference<>();
    for (String name : List.of("INT", "TERM", "HUP")) {
      try {
        Signal.handle(new Signal(name), signal -> received(first, main, force));
      } catch (IllegalArgumentException e) {
        // The caller has it ignored (nohup): it stays ignored.
        continue;
      }
    }
  }

  private static void received(AtomicReference<Instant> first, Thread main, Runnable force) {
    Instant now = Instant.now();
    if (first.compareAndSet(null, now)) {
      main.interrupt();
    } else if (Duration.between(first.get(), now).compareTo(SAME_WISH) > 0) {
      force.run();
      Runtime.getRuntime().halt(FORCED);
    }
  }
}
