package io.alphascope.curvatureservice.machine;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Tries work again until this machine can do it; between two tries the work occupies no thread. The
 * log reports once what is lacking, and once that it is available again. Thread-safe.
 */
@ApplicationScoped
public class HeldWork {

  private static final Logger LOG = Logger.getLogger(HeldWork.class);

  private final Duration firstPause;
  private final Duration longestPause;

  /** What each work that is held lacks; the key identifies the work. */
  private final Map<Object, LackException> held = new HashMap<>();

  public HeldWork() {
    this(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  HeldWork(Duration firstPause, Duration longestPause) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
  }

  /**
   * The result of work, as soon as this machine can do it. Fails as the work does for any other
   * reason than a lack ({@link LackException#behind}).
   *
   * @param work may be run several times
   * @param executor runs it, every time
   */
  public <T> Uni<T> whenPossible(Supplier<T> work, Executor executor) {
    Object key = new Object();
    return Uni.createFrom()
        .item(work)
        .runSubscriptionOn(executor)
        .onFailure()
        .invoke(failure -> LackException.behind(failure).ifPresent(lack -> hold(key, lack)))
        .onFailure(failure -> LackException.behind(failure).isPresent())
        .retry()
        .withBackOff(firstPause, longestPause)
        .indefinitely()
        .onItem()
        .invoke(done -> release(key))
        .onTermination()
        .invoke(() -> giveUp(key));
  }

  /** Everything that is lacking now, each with its remedy; empty if nothing is. */
  public synchronized Optional<String> reason() {
    Map<String, String> reasons = new TreeMap<>();
    held.values().forEach(lack -> reasons.put(lack.what(), lack.getMessage()));
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons.values()));
  }

  private synchronized void hold(Object key, LackException lack) {
    if (!isLacking(lack.what())) {
      LOG.warnf("%s. Steps that need it are held and tried again", lack.getMessage());
      LOG.debug("cause of the lack", lack);
    }
    logIfAvailable(held.put(key, lack));
  }

  private synchronized void release(Object key) {
    logIfAvailable(held.remove(key));
  }

  private synchronized void giveUp(Object key) {
    held.remove(key);
  }

  private void logIfAvailable(LackException before) {
    if (before != null && !isLacking(before.what())) {
      LOG.infof("%s is available again; continuing", before.what());
    }
  }

  private boolean isLacking(String what) {
    return held.values().stream().anyMatch(lack -> lack.what().equals(what));
  }
}
