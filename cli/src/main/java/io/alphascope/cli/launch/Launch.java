package io.alphascope.cli.launch;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.terminal.Interruption;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedAddresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A system on this machine that a command starts, and ends in order when it closes it. */
public final class Launch {

  private Launch() {}

  /**
   * Starts every part, and waits for none. The first interruption interrupts the calling thread,
   * the second kills every part.
   *
   * @param root the data folder, made if it is missing
   */
  public static LocalSystem start(Path root, NamedAddresses named)
      throws IOException, InterruptedException {
    String home = System.getProperty("alphascope.home");
    if (home == null) {
      throw new CommandFailure(
          "The services' folder is unknown (alphascope.home)", "start it with ./alphascope");
    }
    AtomicReference<LocalSystem> started = new AtomicReference<>();
    Interruption.install(() -> kill(started.get()));
    LocalSystem system = LocalSystem.start(root, Path.of(home), named, Terminal::say);
    started.set(system);
    return system;
  }

  public static Aggregator aggregator(LocalSystem system) {
    return new Aggregator(system.addresses().url(), Optional.of(system.credentials().apiToken()));
  }

  /**
   * @param system null: it is just being started
   */
  private static void kill(LocalSystem system) {
    System.err.println("Killing what was started.");
    try {
      if (system != null) {
        system.kill();
      }
    } catch (IOException e) {
      // Their guardians end them when this process is gone.
      System.err.println("alphascope: " + FileTrouble.reason(e));
    }
  }
}
