package io.alphascope.curvatureservice.machine;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that this machine may not be able to do yet. It is tried again until it can be done; between
 * two tries it occupies no thread. What is lacking is said once in the log, and again when it is
 * there. Thread-safe.
 */
@ApplicationScoped
public class HeldWork {

  private static final Logger LOG = Logger.getLogger(HeldWork.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private record Held(Lack lack, int works) {}

  private final Duration firstPause;
  private final Duration longestPause;
  private final Map<String, Held> held = new TreeMap<>();

  public HeldWork() {
    this(FIRST_PAUSE, LONGEST_PAUSE);
  }

  HeldWork(Duration firstPause, Duration longestPause) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
  }

  /**
   * The result of work, when this machine has what it needs. Fails as the work does for any other
   * reason ({@link Lack#behind}).
   *
   * @param work may be run several times
   * @param executor runs it, every time
   */
  public <T> Uni<T> whenPossible(Supplier<T> work, Executor executor) {
    AtomicReference<Lack> holding = new AtomicReference<>();
    return Uni.createFrom()
        .item(work)
        .runSubscriptionOn(executor)
        .onFailure(failure -> Lack.behind(failure).isPresent())
        .invoke(failure -> hold(holding, Lack.behind(failure).orElseThrow(), failure))
        .onFailure(failure -> Lack.behind(failure).isPresent())
        .retry()
        .withBackOff(firstPause, longestPause)
        .indefinitely()
        .onItem()
        .invoke(done -> release(holding, true))
        .onTermination()
        .invoke(() -> release(holding, false));
  }

  /** What holds work now, each with its remedy; empty if nothing does. */
  public synchronized Optional<String> reason() {
    return held.values().stream()
        .map(one -> one.lack().reason())
        .reduce((one, other) -> one + "; " + other);
  }

  private synchronized void hold(AtomicReference<Lack> holding, Lack lack, Throwable failure) {
    Lack before = holding.get();
    if (before != null && before.what().equals(lack.what())) {
      held.computeIfPresent(lack.what(), (what, one) -> new Held(lack, one.works()));
      return;
    }
    release(holding, true);
    holding.set(lack);
    Held now =
        held.compute(lack.what(), (what, one) -> new Held(lack, one == null ? 1 : one.works() + 1));
    if (now.works() == 1) {
      LOG.warnf("%s. Steps that need it are held and tried again", lack.reason());
      LOG.debug("what was lacking", failure);
    }
  }

  /**
   * @param there whether what was lacking is there, or else the work is given up
   */
  private synchronized void release(AtomicReference<Lack> holding, boolean there) {
    Lack lack = holding.getAndSet(null);
    if (lack == null) {
      return;
    }
    Held left =
        held.computeIfPresent(
            lack.what(), (what, one) -> one.works() == 1 ? null : new Held(lack, one.works() - 1));
    if (left == null && there) {
      LOG.infof("%s is there again; going on", lack.what());
    }
  }
}
