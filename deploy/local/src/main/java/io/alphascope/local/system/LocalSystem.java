package io.alphascope.local.system;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import io.alphascope.local.postgres.EmbeddedPostgres;
import io.alphascope.local.supervision.ChildSpecification;
import io.alphascope.local.supervision.SupervisedChild;
import io.alphascope.workload.dataset.DatasetCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Broker, database, trainer, curvature service and aggregator of one data folder.
 *
 * <p>All are started at once; the services wait for the broker and the database by themselves. They
 * are ended one after the other, those that produce before those that keep.
 */
public final class LocalSystem implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 200;

  private final DataFolder folder;
  private final SystemFile systemFile;
  private final String apiToken;
  // In the order in which they are ended.
  private final List<SupervisedChild> children;
  private final SupervisedChild.Listener listener;
  private final Optional<String> note;

  private LocalSystem(
      DataFolder folder,
      SystemFile systemFile,
      String apiToken,
      List<SupervisedChild> children,
      SupervisedChild.Listener listener,
      Optional<String> note) {
    this.folder = folder;
    this.systemFile = systemFile;
    this.apiToken = apiToken;
    this.children = children;
    this.listener = listener;
    this.note = note;
  }

  /**
   * Starts everything, without waiting for it.
   *
   * @param home where Alphascope is built
   * @param listener told when a child dies, or waits for the user
   * @throws CommandFailure if the folder, a port or the named data sets cannot be used
   */
  public static LocalSystem start(
      DataFolder folder, Path home, NamedPorts named, SupervisedChild.Listener listener)
      throws InterruptedException {
    try {
      NamedDatasets datasets = NamedDatasets.of(folder, DatasetCatalog.namedByEnvironment());
      folder.runFolder().endLeftovers(LEFTOVER_GRACE);
      Addresses addresses = Addresses.choose(KeptPorts.in(folder, new Random()), named);
      Credentials credentials = Credentials.in(folder);
      LocalChildren all =
          new LocalChildren(folder, home, addresses, credentials, datasets.folder());
      EmbeddedPostgres database = all.postgres();
      List<ChildSpecification> inStopOrder =
          List.of(
              all.trainer(),
              all.curvatureService(),
              all.aggregator(database),
              all.broker(),
              database.child());
      List<SupervisedChild> children =
          inStopOrder.stream()
              .map(child -> new SupervisedChild(child, folder.runFolder(), listener))
              .toList();
      LocalSystem system =
          new LocalSystem(
              folder,
              all.systemFile(database),
              credentials.apiToken(),
              children,
              listener,
              datasets.note());
      children.forEach(SupervisedChild::start);
      return system;
    } catch (IOException e) {
      throw new CommandFailure(
          "The system cannot be started in %s (%s)".formatted(folder.root(), FileTrouble.reason(e)),
          "make the folder writable, or name another with --data-dir",
          e);
    }
  }

  /** Something that the user should know from the start on. */
  public Optional<String> note() {
    return note;
  }

  /**
   * Waits until every part does its work, then writes {@code system.json}.
   *
   * @throws CommandFailure if a part keeps dying, or takes far too long
   */
  public void awaitReady() throws InterruptedException {
    Instant deadline = Instant.now().plus(LONGEST_START);
    for (SupervisedChild child : children) {
      while (!child.ready()) {
        throwFailure();
        if (Instant.now().isAfter(deadline)) {
          throw new CommandFailure(
              "%s is not ready after %d s%s"
                  .formatted(
                      child.specification().title(),
                      LONGEST_START.toSeconds(),
                      child.waitsFor().map(reason -> " (" + reason + ")").orElse("")),
              "see " + child.specification().log().path());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      child.waitsFor().ifPresent(reason -> listener.waits(child.specification(), reason));
    }
    try {
      systemFile.write(folder.root());
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot write system.json in %s (%s)".formatted(folder.root(), FileTrouble.reason(e)),
          "free some space",
          e);
    }
  }

  /** Throws if a part was given up. */
  public void throwFailure() {
    for (SupervisedChild child : children) {
      Optional<CommandFailure> failure = child.failure();
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  public SystemFile addresses() {
    return systemFile;
  }

  /** Needed to change anything by REST. */
  public String apiToken() {
    return apiToken;
  }

  /** Process id of a living child, by its name. */
  public Optional<Long> pid(String name) throws IOException {
    for (SupervisedChild child : children) {
      if (child.specification().name().equals(name)) {
        return child.pid();
      }
    }
    throw new IllegalArgumentException("no child " + name);
  }

  /** Kills every child at once. */
  public void kill() throws IOException {
    for (SupervisedChild child : children) {
      child.kill();
    }
  }

  /** Ends every child in order, each within its grace period. */
  public void stop() throws InterruptedException, IOException {
    for (SupervisedChild child : children) {
      child.stop();
    }
    SystemFile.delete(folder.root());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    stop();
  }
}
