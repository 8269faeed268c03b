package io.alphascope.cli.launch;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.system.DataFolder;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A system on this machine that a command starts, and ends in order when it closes it. */
public final class StartedSystem implements AutoCloseable {
  private final DataFolder folder;
  private final LocalSystem system;

  private StartedSystem(DataFolder folder, LocalSystem system) {
    this.folder = folder;
    this.system = system;
  }

  /**
   * Starts every part, and waits for none.
   *
   * @param root the data folder, made if it is missing
   */
  public static StartedSystem start(Path root, NamedPorts ports)
      throws IOException, InterruptedException {
    Path home = servicesHome();
    DataFolder folder = DataFolder.open(root);
    try {
      Terminal.say("Starting broker, database and services in %s", folder.root());
      LocalSystem system = LocalSystem.start(folder, home, ports, new Announcements());
      system.note().ifPresent(note -> Terminal.say("%s", note));
      return new StartedSystem(folder, system);
    } catch (InterruptedException | RuntimeException failed) {
      folder.close();
      throw failed;
    }
  }

  /** Where the services are built, as the launcher found it. */
  private static Path servicesHome() {
    String home = System.getProperty("alphascope.home");
    if (home == null) {
      throw new CommandFailure(
          "The services' folder is unknown (alphascope.home)", "start it with ./alphascope");
    }
    return Path.of(home);
  }

  /**
   * Waits until every part does its work.
   *
   * @throws CommandFailure if a part keeps dying, or takes far too long
   */
  public void awaitReady() throws InterruptedException {
    system.awaitReady();
  }

  /** Throws if a part was given up. */
  public void throwFailure() {
    system.throwFailure();
  }

  public String url() {
    return system.addresses().url();
  }

  public Aggregator aggregator() {
    return new Aggregator(url(), Optional.of(system.apiToken()));
  }

  /** Kills every part at once. */
  public void kill() {
    try {
      system.kill();
    } catch (IOException e) {
      // Their guardians end them when this process is gone.
      System.err.println("alphascope: " + FileTrouble.reason(e));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Terminal.say("Stopping, in order (Ctrl-C again: at once)");
    try {
      system.stop();
    } finally {
      folder.close();
    }
    Terminal.say("Stopped.");
  }
}
