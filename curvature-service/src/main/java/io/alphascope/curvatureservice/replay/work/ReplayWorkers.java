package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.delivery.Workers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that observe for replays, shared by all of them. While live steps come they are fewer
 * than those, so that the live ones are not slowed beyond that share; while none do, as many.
 */
@ApplicationScoped
class ReplayWorkers {

  /** So long after the last live step the machine counts as idle. */
  private static final long IDLE_AFTER_NANOS = Duration.ofSeconds(2).toNanos();

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Workers live;
  private final int share;
  private final int most;
  private final ExecutorService executor;
  private long lastLiveNanos = System.nanoTime();
  private int busy;

  private final Counter observed;

  @Inject
  ReplayWorkers(CurvatureServiceConfig config, Workers live, MeterRegistry registry) {
    this.live = live;
    this.observed =
        Counter.builder("alphascope.replay.steps.observed")
            .description("Steps observed for replays")
            .register(registry);
    this.share = config.replayWorkerCount();
    this.most = Math.max(share, config.workerCount());
    AtomicInteger number = new AtomicInteger();
    executor =
        Executors.newFixedThreadPool(
            most,
            task -> {
              Thread thread = new Thread(task, "replay-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Steps of one replay that may be taken and not finished, so that no thread waits for one. */
  int stepsUnderWay() {
    return 3 * most + 2;
  }

  /** A step has been observed. */
  void observed() {
    observed.increment();
  }

  /** Runs a step as soon as a thread of the share is free. */
  void submit(Runnable step) {
    executor.execute(
        () -> {
          try {
            enter();
          } catch (InterruptedException stopping) {
            return;
          }
          try {
            step.run();
          } finally {
            leave();
          }
        });
  }

  private synchronized void enter() throws InterruptedException {
    while (busy >= allowed()) {
      wait(IDLE_AFTER_NANOS / 1_000_000);
    }
    busy++;
  }

  private synchronized void leave() {
    busy--;
    notifyAll();
  }

  private int allowed() {
    long now = System.nanoTime();
    if (live.busy() > 0) {
      lastLiveNanos = now;
    }
    return now - lastLiveNanos < IDLE_AFTER_NANOS ? share : most;
  }

  @PreDestroy
  void stop() throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
