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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Broker, database, trainer, curvature service and aggregator of one data folder.
 *
 * <p>All are started at once; the services wait for the broker and the database by themselves. They
 * are ended one after the other, those that produce before those that keep.
 */
public final class LocalSystem implements AutoCloseable {
  // 16 s on two idle cores, but 130 s beside two busy loops, since most of it has a low priority.
  private static final Duration LONGEST_START = Duration.ofMinutes(10);
  private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 200;

  private final DataFolder folder;
  private final Credentials credentials;
  private final SystemFile systemFile;
  // In the order in which they are ended.
  private final List<SupervisedChild> children;
  private final Consumer<String> news;
  private final Optional<OutsideAccess> outside;

  private LocalSystem(DataFolder folder, Path home, NamedAddresses named, Consumer<String> news)
      throws IOException, InterruptedException {
    NamedDatasets datasets = NamedDatasets.of(folder, DatasetCatalog.namedByEnvironment());
    ObservingNiceness niceness = ObservingNiceness.ofEnvironment();
    folder.runFolder().endLeftovers(LEFTOVER_GRACE);
    Addresses addresses = Addresses.choose(KeptPorts.in(folder, new Random()), named);
    this.folder = folder;
    this.credentials = Credentials.in(folder);
    this.outside = outside(addresses);
    LocalChildren all = new LocalChildren(folder, home, addresses, credentials, datasets.folder());
    EmbeddedPostgres database = all.postgres();
    this.systemFile = all.systemFile(database);
    this.children =
        Stream.of(
                all.trainer(),
                niceness.lowered(all.curvatureService()),
                niceness.lowered(all.aggregator(database)),
                // The training waits for its acknowledgements.
                all.broker(outside.map(OutsideAccess::listener)),
                niceness.lowered(database.child()))
            .map(child -> new SupervisedChild(child, folder.runFolder(), news))
            .toList();
    this.news = news;
    datasets.note().ifPresent(news);
    niceness.note().ifPresent(news);
  }

  /**
   * Starts everything, without waiting for it.
   *
   * @param root the data folder, made if it is missing
   * @param home where Alphascope is built
   * @param news takes a sentence, from any thread, when a child dies or waits for the user, and
   *     whatever else the user should know
   * @throws CommandFailure if the folder, a port or the named data sets cannot be used
   */
  public static LocalSystem start(Path root, Path home, NamedAddresses named, Consumer<String> news)
      throws IOException, InterruptedException {
    DataFolder folder = DataFolder.open(root);
    news.accept("Starting broker, database and services in " + folder.root());
    try {
      LocalSystem system = new LocalSystem(folder, home, named, news);
      system.children.forEach(SupervisedChild::start);
      return system;
    } catch (IOException e) {
      folder.close();
      throw FileTrouble.failure(
          "The system cannot be started in " + folder.root(),
          e,
          "make the folder writable, or name another with --data-dir");
    } catch (InterruptedException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Waits until every part does its work, then writes {@code system.json}.
   *
   * @throws CommandFailure if a part keeps dying, or takes far too long
   */
  public void awaitReady() throws InterruptedException {
    Instant deadline = Instant.now().plus(LONGEST_START);
    for (SupervisedChild child : children) {
      ChildSpecification specification = child.specification();
      while (!child.ready()) {
        throwFailure();
        if (Instant.now().isAfter(deadline)) {
          throw new CommandFailure(
              "%s is not ready after %d s%s"
                  .formatted(
                      specification.title(),
                      LONGEST_START.toSeconds(),
                      child.waitsFor().map(reason -> " (" + reason + ")").orElse("")),
              "see " + specification.log().path());
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
      child
          .waitsFor()
          .ifPresent(reason -> news.accept("Waiting: " + specification.title() + ": " + reason));
    }
    try {
      systemFile.write(folder.root());
    } catch (IOException e) {
      throw FileTrouble.failure(
          "Cannot write system.json in " + folder.root(), e, "free some space");
    }
  }

  private Optional<OutsideAccess> outside(Addresses addresses) throws IOException {
    if (addresses.outside().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(OutsideAccess.open(folder, addresses.outside().get(), credentials.broker()));
  }

  /** What to tell the user of the way in from other machines; empty if there is none. */
  public Optional<String> outsideAccess() {
    return outside.map(OutsideAccess::inWords);
  }

  /** Throws if a part was given up. */
  public void throwFailure() {
    children.stream()
        .flatMap(child -> child.failure().stream())
        .findFirst()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  public SystemFile addresses() {
    return systemFile;
  }

  public Credentials credentials() {
    return credentials;
  }

  /** Kills every child at once. */
  public void kill() throws IOException {
    for (SupervisedChild child : children) {
      child.kill();
    }
  }

  /** Ends every child in order, each within its grace period, and leaves the data folder. */
  @Override
  public void close() throws IOException, InterruptedException {
    news.accept("Stopping, in order (Ctrl-C again: at once)");
    try {
      for (SupervisedChild child : children) {
        child.stop();
      }
      SystemFile.delete(folder.root());
    } finally {
      folder.close();
    }
    news.accept("Stopped.");
  }
}
