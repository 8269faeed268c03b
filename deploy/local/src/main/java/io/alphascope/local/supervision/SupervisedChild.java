package io.alphascope.local.supervision;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Keeps one child running on a thread of its own: starts it, starts it again when it dies, gives up
 * when it keeps dying.
 *
 * <p>Thread-safe. {@link #start} once; {@link #stop} and {@link #kill} any number of times, also
 * before the child runs.
 */
public final class SupervisedChild {
  private final ChildSpecification child;
  private final RunFolder runFolder;
  private final Path pidFile;
  private final RestartPolicy policy;
  private final Consumer<String> news;
  private final Thread thread;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  // The process of the moment; none between two lives.
  private final AtomicReference<Guardian> running = new AtomicReference<>();
  private volatile Optional<CommandFailure> failure = Optional.empty();

  /**
   * @param runFolder takes the child's process id
   * @param news takes a sentence, on the child's thread, whenever the child died or is given up
   */
  public SupervisedChild(ChildSpecification child, RunFolder runFolder, Consumer<String> news) {
    this(child, runFolder, news, RestartPolicy.DEFAULT);
  }

  SupervisedChild(
      ChildSpecification child, RunFolder runFolder, Consumer<String> news, RestartPolicy policy) {
    this.child = child;
    this.runFolder = runFolder;
    this.pidFile = runFolder.pidFile(child.name());
    this.policy = policy;
    this.news = news;
    this.thread = new Thread(this::keepRunning, "supervise-" + child.name());
    thread.setDaemon(true);
  }

  public ChildSpecification specification() {
    return child;
  }

  public void start() {
    thread.start();
  }

  /** Whether the child lives and does its work. */
  public boolean ready() throws InterruptedException {
    return running.get() != null && child.readiness().ready();
  }

  /** What keeps the child from its work, as it said when {@link #ready} was asked last. */
  public Optional<String> waitsFor() {
    return child.readiness().waitsFor();
  }

  /** Why the child is not tried any more. */
  public Optional<CommandFailure> failure() {
    return failure;
  }

  /** The living child's process id. */
  public Optional<Long> pid() throws IOException {
    Guardian guardian = running.get();
    return guardian == null ? Optional.empty() : guardian.pid();
  }

  /** Asks the child to end and waits until it has; it is killed after its grace period. */
  public void stop() throws InterruptedException, IOException {
    stopRequested.countDown();
    Guardian guardian = running.get();
    if (guardian != null) {
      guardian.stop();
    }
    thread.join();
  }

  /** Kills the child at once. */
  public void kill() throws IOException {
    stopRequested.countDown();
    Guardian guardian = running.get();
    if (guardian != null) {
      guardian.kill();
    }
  }

  private void keepRunning() {
    try {
      child.log().rotateIfLarge();
      int quickDeaths = 0;
      while (!stopping()) {
        Instant begin = Instant.now();
        long logged = child.log().size();
        int status = live();
        if (stopping()) {
          return;
        }
        boolean quick = policy.isQuick(Duration.between(begin, Instant.now()));
        quickDeaths = quick ? quickDeaths + 1 : 0;
        Optional<Duration> pause = policy.pause(quickDeaths);
        if (pause.isEmpty()) {
          giveUp(keepsDying(status, logged));
          return;
        }
        news.accept("Restarting %s: it died with exit status %d".formatted(child.title(), status));
        if (stopRequested.await(pause.get().toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (CommandFailure e) {
      giveUp(e);
    } catch (IOException e) {
      giveUp(FileTrouble.failure("Cannot start " + child.title(), e, "see " + child.log().path()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One life of the child, from its preparation to its end; its exit status. */
  private int live() throws IOException, InterruptedException {
    runFolder.endLeftover(pidFile, child.grace());
    child.preparation().prepare();
    Guardian guardian = Guardian.start(child, pidFile);
    running.set(guardian);
    try {
      if (stopping()) {
        guardian.stop();
      }
      return guardian.await();
    } finally {
      running.set(null);
    }
  }

  private boolean stopping() {
    return stopRequested.getCount() == 0;
  }

  private CommandFailure keepsDying(int status, long logged) throws IOException {
    CauseOfDeath death =
        CauseOfDeath.of(child.log().since(logged), status, child.workingFolder(), child.log());
    return new CommandFailure(
        "%s keeps dying (exit status %d): %s"
            .formatted(capitalised(child.title()), status, death.cause()),
        death.remedy());
  }

  private void giveUp(CommandFailure why) {
    failure = Optional.of(why);
    news.accept("Giving up on " + child.title());
  }

  private static String capitalised(String title) {
    return Character.toUpperCase(title.charAt(0)) + title.substring(1);
  }
}
