package io.alphascope.curvatureservice.replay;

import io.alphascope.curvatureservice.machine.HeldWork;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayedPartition;
import io.alphascope.events.Topic;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * This instance's part in a running replay: a thread that alone touches a consumer of the replay's
 * group, and the workers that it hands steps to.
 */
final class ReplayRun implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ReplayRun.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long COMMIT_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

  private final ReplayClients clients;
  private final ReplayWorkers workers;
  private final HeldWork heldWork;
  private final Consumer<String> fail;
  private final ReplayedSteps steps;
  private final StepReplay stepReplay;
  private final ReplayReport report;
  private final Semaphore places;
  private final Thread thread;
  private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private volatile ReplayChanged replay;
  private volatile boolean stopping;
  private volatile String failure;
  private org.apache.kafka.clients.consumer.Consumer<String, ByteBuffer> consumer;
  private long nextCommit;

  /**
   * @param replay what holds at the beginning
   * @param fail told why, if the replay cannot be carried out
   */
  ReplayRun(
      ReplayChanged replay,
      StepProcessor processor,
      ReplayClients clients,
      ReplayWorkers workers,
      HeldWork heldWork,
      Clock clock,
      Consumer<String> fail) {
    this.replay = replay;
    this.clients = clients;
    this.workers = workers;
    this.heldWork = heldWork;
    this.fail = fail;
    steps = new ReplayedSteps(replay.getRequest());
    stepReplay = new StepReplay(replay, steps, processor, clients, workers);
    report = new ReplayReport(clients, clock);
    places = new Semaphore(workers.stepsUnderWay());
    thread = new Thread(this::run, "replay-" + replay.getReplay());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Tells what holds now; ends the run if the replay has ended. */
  void changed(ReplayChanged now) {
    replay = now;
    if (!ReplayState.isRunning(now)) {
      stopping = true;
    }
  }

  private void run() {
    LOG.infof("replay %s: taking part", replay.getReplay());
    while (!stopping) {
      try (var connected = clients.steps(replay.getReplay())) {
        consumer = connected;
        take();
      } catch (InterruptedException closing) {
        stopping = true;
      } catch (AuthorizationException | AuthenticationException refused) {
        failure = "Kafka refuses: " + refused.getMessage();
      } catch (RuntimeException broken) {
        LOG.warnf(broken, "replay %s: begun again on this instance", replay.getReplay());
        pause();
      }
      progress.clear();
      committed.clear();
      if (failure != null) {
        fail.accept(failure);
        stopping = true;
      }
    }
    LOG.infof("replay %s: %s", replay.getReplay(), replay.getState());
  }

  private void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException closing) {
      stopping = true;
    }
  }

  private void take() throws InterruptedException {
    consumer.subscribe(List.of(Topic.STEPS.topicName()), new Assignment());
    while (!stopping && failure == null) {
      boolean room = places.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
      if (room) {
        places.release();
      }
      pauseWhatIsRead(room);
      try {
        receive(consumer.poll(room ? POLL : Duration.ZERO));
        progress.forEach((partition, one) -> one.reached(consumer.position(partition, POLL)));
      } catch (OffsetOutOfRangeException gone) {
        skipDeleted(gone.offsetOutOfRangePartitions().keySet());
      } catch (TimeoutException away) {
        LOG.debugf("replay %s: waiting for the broker: %s", replay.getReplay(), away.getMessage());
      }
      if (System.nanoTime() >= nextCommit || allDone()) {
        commit(progress.keySet());
      }
      if (reports()) {
        report.reportNowAndThen(replay);
      }
    }
    commit(progress.keySet());
    if (reports() && !ReplayState.isRunning(replay)) {
      report.report(replay);
    }
  }

  /** Nothing past its end is fetched, and nothing at all while there is no room. */
  private void pauseWhatIsRead(boolean room) {
    Set<TopicPartition> paused =
        progress.entrySet().stream()
            .filter(one -> !room || one.getValue().allRead())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    Set<TopicPartition> resumed = new HashSet<>(progress.keySet());
    resumed.removeAll(paused);
    consumer.pause(paused);
    consumer.resume(resumed);
  }

  private boolean allDone() {
    return progress.values().stream().allMatch(PartitionProgress::allRead)
        && places.availablePermits() == workers.stepsUnderWay()
        && !progress.values().stream().allMatch(PartitionProgress::done);
  }

  private boolean reports() {
    int first = replay.getPartitions(0).getPartition();
    return progress.containsKey(new TopicPartition(Topic.STEPS.topicName(), first));
  }

  private void receive(ConsumerRecords<String, ByteBuffer> records) throws InterruptedException {
    for (ConsumerRecord<String, ByteBuffer> record : records) {
      received(record);
    }
  }

  private void received(ConsumerRecord<String, ByteBuffer> record) throws InterruptedException {
    PartitionProgress partition =
        progress.get(new TopicPartition(record.topic(), record.partition()));
    if (partition == null || !partition.wants(record.offset())) {
      return;
    }
    PartitionProgress.Pending pending = partition.received(record.offset());
    Optional<Boolean> asked = steps.contain(record.key());
    if (record.value() == null || !asked.orElse(true)) {
      pending.finish(ReplayCounts.NONE);
      return;
    }
    while (!places.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      if (stopping) {
        return;
      }
    }
    observe(record, asked.isPresent(), pending);
  }

  /** Has workers do it, and gives the place back when the record is finished, or given up. */
  private void observe(
      ConsumerRecord<String, ByteBuffer> record, boolean keyed, PartitionProgress.Pending pending) {
    heldWork
        .whenPossible(
            () -> {
              if (stopping) {
                throw new CancellationException();
              }
              return stepReplay.observe(record, keyed);
            },
            workers::submit)
        .onItem()
        .transformToUni(acknowledged -> Uni.createFrom().completionStage(acknowledged))
        .subscribe()
        .with(
            counts -> {
              pending.finish(counts);
              places.release();
            },
            failed -> {
              if (!stopping) {
                failed(record, failed);
              }
              places.release();
            });
  }

  private void failed(ConsumerRecord<String, ByteBuffer> record, Throwable defect) {
    LOG.errorf(
        defect,
        "replay %s: %s-%d offset %d cannot be processed",
        replay.getReplay(),
        record.topic(),
        record.partition(),
        record.offset());
    failure = "a step cannot be processed: " + defect;
  }

  private void commit(Collection<TopicPartition> partitions) {
    nextCommit = System.nanoTime() + COMMIT_INTERVAL_NANOS;
    Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = progress.get(partition).toCommit();
      if (!offset.equals(committed.get(partition))) {
        news.put(partition, offset);
      }
    }
    if (news.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(news);
      committed.putAll(news);
    } catch (TimeoutException | RebalanceInProgressException | CommitFailedException later) {
      LOG.debugf("replay %s: not committed yet: %s", replay.getReplay(), later.getMessage());
    }
  }

  /** Retention may take steps before the replay comes to them. */
  private void skipDeleted(Collection<TopicPartition> partitions) {
    consumer
        .beginningOffsets(partitions)
        .forEach(
            (partition, beginning) -> {
              PartitionProgress one = progress.get(partition);
              if (one != null && beginning > one.read()) {
                one.deletedBefore(beginning);
                consumer.seek(partition, beginning);
              }
            });
  }

  /** Called back within the poll, so on the thread. */
  private final class Assignment implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      Map<TopicPartition, OffsetAndMetadata> offsets = consumer.committed(new HashSet<>(assigned));
      Map<Integer, ReplayedPartition> recorded =
          replay.getPartitionsList().stream()
              .collect(Collectors.toMap(ReplayedPartition::getPartition, one -> one));
      for (TopicPartition partition : assigned) {
        ReplayedPartition ofReplay =
            // One that was made after the replay has none of its steps.
            recorded.getOrDefault(partition.partition(), ReplayedPartition.getDefaultInstance());
        progress.put(partition, PartitionProgress.resumed(offsets.get(partition), ofReplay));
        consumer.seek(partition, progress.get(partition).read());
      }
      skipDeleted(assigned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      commit(revoked.stream().filter(progress::containsKey).toList());
      forget(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      forget(lost);
    }

    private void forget(Collection<TopicPartition> partitions) {
      partitions.forEach(progress::remove);
      partitions.forEach(committed::remove);
    }
  }

  /** This instance stops; others, or its successor, go on. */
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
