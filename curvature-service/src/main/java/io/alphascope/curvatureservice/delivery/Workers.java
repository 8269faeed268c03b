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

/** The threads that observe live steps, one step each at a time. */
@ApplicationScoped
public class Workers {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final int count;
  private final ExecutorService executor;
  private final Map<Thread, Long> startedNanos = new ConcurrentHashMap<>();

  @Inject
  Workers(CurvatureServiceConfig config) {
    count = config.workerCount();
    executor = threads("curvature-worker", count);
  }

  /** A pool of daemon threads, numbered from 1. */
  public static ExecutorService threads(String name, int count) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
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

  /** Live steps that may be taken and not acknowledged. */
  int stepsUnderWay() {
    return stepsUnderWay(count);
  }

  /**
   * Steps that may be taken and not acknowledged: for each worker one that is computed and two that
   * wait for the broker, and two more, so that no worker waits for the network.
   */
  public static int stepsUnderWay(int workers) {
    return 3 * workers + 2;
  }

  /** Runs on the calling thread, and records when it started. */
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

  /** Workers that observe a step now. */
  public int busy() {
    return startedNanos.size();
  }

  /** How long the slowest worker has worked on its present step; zero if none is busy. */
  public Duration longestOnOneStep() {
    long now = System.nanoTime();
    return Duration.ofNanos(
        startedNanos.values().stream().mapToLong(start -> now - start).max().orElse(0));
  }

  /** The channel is closed before; a step that is not ready in time is delivered again later. */
  @PreDestroy
  void stop() throws InterruptedException {
    executor.shutdown();
    if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      executor.shutdownNow();
    }
  }
}
