package io.alphascope.cli.replay;

import io.alphascope.cli.client.Aggregator;
import io.alphascope.cli.connection.RemoteOptions;
import io.alphascope.cli.following.Guard;
import io.alphascope.cli.launch.StartedSystem;
import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.system.NamedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A system that a replay runs on.
 *
 * @param started for the replay, and ended with it; null: it was up
 */
record ReplaySystem(Aggregator aggregator, StartedSystem started) implements AutoCloseable {

  static ReplaySystem of(RemoteOptions remote) throws IOException, InterruptedException {
    return remote.isUp() ? new ReplaySystem(remote.aggregator(), null) : start(remote.root());
  }

  private static ReplaySystem start(Path root) throws IOException, InterruptedException {
    if (!Files.isDirectory(root.resolve("kafka"))) {
      throw new CommandFailure(
          "There is nothing to replay: the data folder %s holds no stream".formatted(root),
          "name another with --data-dir, or a system that is up with --url");
    }
    StartedSystem system = StartedSystem.start(root, NamedPorts.NONE);
    try {
      system.awaitReady();
    } catch (InterruptedException | RuntimeException failed) {
      system.close();
      throw failed;
    }
    Terminal.say("Ready: %s", system.url());
    return new ReplaySystem(system.aggregator(), system);
  }

  /** Whether the system goes on when this command ends. */
  boolean staysUp() {
    return started == null;
  }

  /** Throws if a part of it was given up. */
  Guard guard() {
    return started == null ? () -> {} : started::throwFailure;
  }

  /** Kills what was started. */
  void kill() {
    if (started != null) {
      started.kill();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (started != null) {
      started.close();
    }
  }
}
