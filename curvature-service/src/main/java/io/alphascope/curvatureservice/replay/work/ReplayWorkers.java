package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.delivery.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads that observe for all replays. While live steps come, only a share of them works, so
 * that the live steps are not slowed beyond that share; otherwise as many as observe live steps.
 */
@ApplicationScoped
class ReplayWorkers {

  /** How long after the last live step all threads may work. */
  private static final long IDLE_AFTER_NANOS = Duration.ofSeconds(2).toNanos();

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Workers live;
  private final int share;
  private final int most;
  private final ExecutorService executor;
  private long lastLiveNanos = System.nanoTime();
  private int busy;

  @Inject
  ReplayWorkers(CurvatureServiceConfig config, Workers live) {
    this.live = live;
    this.share = config.replayWorkerCount();
    this.most = Math.max(share, config.workerCount());
    executor = Workers.threads("replay-worker", most);
  }

  /** Steps of one replay that may be taken and not finished, so that no thread waits for a step. */
  int stepsUnderWay() {
    return Workers.stepsUnderWay(most);
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
