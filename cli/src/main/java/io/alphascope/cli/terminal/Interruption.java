package io.alphascope.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;

/**
 * Ctrl-C (and a terminal that goes, and {@code kill}). The first interrupts the main thread, which
 * then ends its work in order; the second does not wait.
 */
public final class Interruption {
  private static final int FORCED = 130;

  // A wrapper (timeout, a shell) may pass on what the terminal has sent to all: one wish, twice.
  private static final Duration SAME_WISH = Duration.ofSeconds(1);

  private final AtomicReference<Instant> first = new AtomicReference<>();
  private final Thread main;
  private final Runnable force;

  private Interruption(Thread main, Runnable force) {
    this.main = main;
    this.force = force;
  }

  /**
   * From now on signals interrupt the calling thread.
   *
   * @param force done at the second signal, before this process ends
   */
  public static Interruption install(Runnable force) {
    Interruption interruption = new Interruption(Thread.currentThread(), force);
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        Signal.handle(new Signal(name), signal -> interruption.received());
      } catch (IllegalArgumentException e) {
        // Ignored from outside (nohup), and so it stays.
        continue;
      }
    }
    return interruption;
  }

  private void received() {
    Instant now = Instant.now();
    if (first.compareAndSet(null, now)) {
      main.interrupt();
    } else if (Duration.between(first.get(), now).compareTo(SAME_WISH) > 0) {
      force.run();
      Runtime.getRuntime().halt(FORCED);
    }
  }
}
