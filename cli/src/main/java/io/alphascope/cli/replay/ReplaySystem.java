package io.alphascope.cli.replay;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.following.ReplayFollower;
import io.alphascope.cli.launch.Announcements;
import io.alphascope.cli.launch.ServicesHome;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.system.DataFolder;
import io.alphascope.local.system.LocalSystem;
import io.alphascope.local.system.NamedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** A system that a replay runs on: one that is up, or one that is started for it and then ended. */
final class ReplaySystem implements AutoCloseable {
  private final Aggregator aggregator;
  private final DataFolder folder; // null: it was up
  private final LocalSystem started;

  private ReplaySystem(Aggregator aggregator, DataFolder folder, LocalSystem started) {
    this.aggregator = aggregator;
    this.folder = folder;
    this.started = started;
  }

  static ReplaySystem of(RemoteOptions remote) throws IOException, InterruptedException {
    return remote.isUp() ? new ReplaySystem(remote.aggregator(), null, null) : start(remote.root());
  }

  private static ReplaySystem start(Path root) throws IOException, InterruptedException {
    if (!Files.isDirectory(root.resolve("kafka"))) {
      throw new CommandFailure(
          "There is nothing to replay: the data folder %s holds no stream".formatted(root),
          "name another with --data-dir, or a system that is up with --url");
    }
    DataFolder folder = DataFolder.open(root);
    try {
      Terminal.say("Starting broker, database and services in %s", folder.root());
      OptionalInt any = OptionalInt.empty();
      LocalSystem system =
          LocalSystem.start(
              folder, ServicesHome.folder(), new NamedPorts(any, any, any), new Announcements());
      ReplaySystem started =
          new ReplaySystem(
              new Aggregator(system.addresses().url(), Optional.of(system.apiToken())),
              folder,
              system);
      system.note().ifPresent(note -> Terminal.say("%s", note));
      started.awaitReady();
      return started;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      folder.close();
      throw failed;
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    try {
      started.awaitReady();
      Terminal.say("Ready: %s", started.addresses().url());
    } catch (InterruptedException | RuntimeException failed) {
      started.stop();
      throw failed;
    }
  }

  Aggregator aggregator() {
    return aggregator;
  }

  /** Whether the system goes on when this command ends. */
  boolean staysUp() {
    return started == null;
  }

  /** Throws if a part of it was given up. */
  ReplayFollower.Guard guard() {
    return started == null ? () -> {} : started::throwFailure;
  }

  /** Kills what was started. */
  void kill() {
    if (started != null) {
      try {
        started.kill();
      } catch (IOException e) {
        // Their guardians end them when this process is gone.
        System.err.println("alphascope: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (started != null) {
      Terminal.say("Stopping, in order (Ctrl-C again: at once)");
      try {
        started.stop();
      } finally {
        folder.close();
      }
      Terminal.say("Stopped.");
    }
  }
}
