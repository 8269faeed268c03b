package io.alphascope.curvatureservice.replay.work;

import io.alphascope.curvatureservice.delivery.Delivery;
import io.alphascope.curvatureservice.kafka.KafkaProperties;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.curvatureservice.replay.state.ReplayCounts;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * This instance's part in a running replay: a thread that alone uses a consumer of the replay's
 * group, and passes steps to the workers.
 */
final class ReplayRun implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ReplayRun.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long COMMIT_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();
  private static final long RESTART_AFTER_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  private final KafkaProperties kafka;
  private final Delivery delivery;
  private final ReplayWorkers workers;
  private final ReplayReport report;
  private final StepReplay stepReplay;
  private final TopicPartition first;
  private final Semaphore places;
  private final Thread thread;

  private volatile ReplayChanged replay;
  private volatile boolean stopping;
  private long nextCommit;

  /**
   * @param replay its newest record
   */
  ReplayRun(
      ReplayChanged replay,
      StepProcessor processor,
      KafkaProperties kafka,
      Delivery delivery,
      ReplayWorkers workers,
      ReplayReport report) {
    this.replay = replay;
    this.kafka = kafka;
    this.delivery = delivery;
    this.workers = workers;
    this.report = report;
    stepReplay = new StepReplay(replay.getRequest(), processor);
    first = new TopicPartition(Topic.STEPS.topicName(), replay.getPartitions(0).getPartition());
    places = new Semaphore(workers.stepsUnderWay());
    thread = new Thread(this::run, "replay-" + replay.getReplay());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes a newer record of the replay; stops if the replay has ended. */
  void changed(ReplayChanged now) {
    replay = now;
    if (!ReplayState.isRunning(now)) {
      stopping = true;
    }
  }

  private void run() {
    LOG.infof("replay %s: taking part", replay.getReplay());
    while (!stopping) {
      try (var consumer = kafka.replaying(ReplayState.group(replay.getReplay()))) {
        take(consumer);
      } catch (InterruptedException closing) {
        stopping = true;
      } catch (AuthorizationException | AuthenticationException refused) {
        fail("Kafka refuses: " + refused.getMessage());
      } catch (RuntimeException broken) {
        LOG.warnf(broken, "replay %s: starting again on this instance", replay.getReplay());
        LockSupport.parkNanos(RESTART_AFTER_NANOS);
      }
    }
    LOG.infof("replay %s: %s", replay.getReplay(), replay.getState());
  }

  private void take(Consumer<String, ByteBuffer> consumer) throws InterruptedException {
    AssignedPartitions partitions = new AssignedPartitions(consumer, () -> replay);
    consumer.subscribe(List.of(Topic.STEPS.topicName()), partitions);
    while (!stopping) {
      boolean room = places.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
      if (room) {
        places.release();
      }
      partitions.fetch(room);
      try {
        for (var record : consumer.poll(room ? POLL : Duration.ZERO)) {
          Optional<PartitionProgress.Pending> pending = partitions.received(record);
          if (pending.isPresent()) {
            received(record, pending.get());
          }
        }
        partitions.reached(POLL);
      } catch (OffsetOutOfRangeException gone) {
        partitions.skipDeleted(gone.offsetOutOfRangePartitions().keySet());
      } catch (TimeoutException away) {
        LOG.debugf("replay %s: waiting for the broker: %s", replay.getReplay(), away.getMessage());
      }
      if (partitions.allRead() || System.nanoTime() >= nextCommit) {
        nextCommit = System.nanoTime() + COMMIT_INTERVAL_NANOS;
        partitions.commit();
      }
      if (partitions.contain(first)) {
        report.reportIfDue(replay);
      }
    }
    partitions.commit();
    if (partitions.contain(first) && !ReplayState.isRunning(replay)) {
      report.report(replay);
    }
  }

  private void received(
      ConsumerRecord<String, ByteBuffer> record, PartitionProgress.Pending pending)
      throws InterruptedException {
    if (record.value() == null || !stepReplay.mayAskFor(record.key()).orElse(true)) {
      pending.finish(ReplayCounts.NONE);
      return;
    }
    while (!places.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      if (stopping) {
        return;
      }
    }
    delivery
        .deliver(
            () -> {
              if (stopping) {
                throw new CancellationException();
              }
              return stepReplay.observe(record.key(), record.value());
            },
            StepReplay.Outcome::records,
            workers::submit)
        .invoke(outcome -> pending.finish(outcome.counts()))
        .onFailure()
        .invoke(failed -> failed(record, failed))
        .onTermination()
        .invoke(() -> places.release())
        .subscribe()
        .with(done -> {}, failed -> {});
  }

  private void failed(ConsumerRecord<String, ByteBuffer> record, Throwable defect) {
    if (!stopping) {
      LOG.errorf(
          defect,
          "replay %s: %s-%d offset %d cannot be processed",
          replay.getReplay(),
          record.topic(),
          record.partition(),
          record.offset());
      fail("a step cannot be processed: " + defect);
    }
  }

  private synchronized void fail(String reason) {
    if (!stopping) {
      stopping = true;
      report.failed(replay, reason);
    }
  }

  /** This instance stops; other instances, or this one after a restart, continue the replay. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(STOP_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
