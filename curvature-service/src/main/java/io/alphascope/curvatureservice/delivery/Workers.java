package io.alphascope.curvatureservice.delivery;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that observe, one step each at a time. */
@ApplicationScoped
public class Workers {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final int count;
  private final ExecutorService executor;
  private final Map<Thread, Long> startedNanos = new ConcurrentHashMap<>();

  @Inject
  Workers(CurvatureServiceConfig config) {
    count = config.workerCount();
    AtomicInteger number = new AtomicInteger();
    executor =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "curvature-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  public int count() {
    return count;
  }

  public Executor executor() {
    return executor;
  }

  /**
   * Steps that may be taken and not acknowledged: one computed and two awaiting the broker per
   * worker, and two more, so that no worker waits for the network.
   */
  int stepsUnderWay() {
    return 3 * count + 2;
  }

  /** Runs on the calling thread, noting since when. */
  <T> T observe(Callable<T> step) {
    startedNanos.put(Thread.currentThread(), System.nanoTime());
    try {
      return step.call();
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new CompletionException(failure);
    } finally {
      startedNanos.remove(Thread.currentThread());
    }
  }

  /** Workers that are on a step. */
  public int busy() {
    return startedNanos.size();
  }

  /** For how long the slowest worker has been on its step; zero if none is on any. */
  public Duration longestOnOneStep() {
    long now = System.nanoTime();
    return Duration.ofNanos(
        startedNanos.values().stream().mapToLong(start -> now - start).max().orElse(0));
  }

  /** The channel is closed by now; a step that is not ready in time will be delivered again. */
  @PreDestroy
  void stop() throws InterruptedException {
    executor.shutdown();
    if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      executor.shutdownNow();
    }
  }
}
