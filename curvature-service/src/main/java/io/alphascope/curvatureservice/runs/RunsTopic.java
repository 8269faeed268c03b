package io.alphascope.curvatureservice.runs;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Follows {@code training.runs} on a thread of its own, which alone touches the consumer. A record
 * without value removes the run.
 */
public final class RunsTopic implements KnownRuns, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RunsTopic.class);

  /** Also the longest that a reader waits before it is noticed. */
  private static final Duration POLL = Duration.ofMillis(100);

  private final Supplier<Consumer<String, byte[]>> connect;
  private final Set<String> runs = ConcurrentHashMap.newKeySet();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<CompletableFuture<Void>> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::follow, "runs-topic");
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * @param connect a consumer without a group; called again after a failure
   */
  public RunsTopic(Supplier<Consumer<String, byte[]>> connect) {
    this.connect = connect;
    thread.setDaemon(true);
  }

  /** Begins to follow; the topic must exist. */
  public void start() {
    thread.start();
  }

  @Override
  public boolean contains(String run) {
    return runs.contains(run);
  }

  @Override
  public boolean isDeleted(String run) {
    return deleted.contains(run);
  }

  @Override
  public void readToEnd() throws InterruptedException {
    CompletableFuture<Void> read = new CompletableFuture<>();
    waiting.add(read);
    if (isClosing()) {
      failWaiting();
    }
    try {
      read.get();
    } catch (ExecutionException stopped) {
      throw new InterruptedException(
          "training.runs is no longer followed: " + stopped.getMessage());
    }
  }

  private void follow() {
    while (!isClosing()) {
      try (Consumer<String, byte[]> connected = connect.get()) {
        List<TopicPartition> partitions =
            connected.partitionsFor(Topic.RUNS.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        connected.assign(partitions);
        connected.seekToBeginning(partitions);
        while (!isClosing()) {
          answer(connected, partitions);
          poll(connected);
        }
      } catch (RuntimeException failed) {
        LOG.warnf(failed, "training.runs cannot be followed; connecting again");
        pause();
      }
    }
    failWaiting();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      closing.await(POLL.toMillis() * 10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      closing.countDown();
    }
  }

  private void answer(Consumer<String, byte[]> connected, List<TopicPartition> partitions) {
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    waiting.drainTo(readers);
    if (readers.isEmpty()) {
      return;
    }
    try {
      Map<TopicPartition, Long> ends = connected.endOffsets(partitions);
      while (!isClosing() && isBehind(connected, ends)) {
        poll(connected);
      }
      readers.forEach(reader -> reader.complete(null));
    } catch (RuntimeException failed) {
      waiting.addAll(readers);
      throw failed;
    }
  }

  private static boolean isBehind(
      Consumer<String, byte[]> connected, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> connected.position(end.getKey()) < end.getValue());
  }

  private void poll(Consumer<String, byte[]> connected) {
    for (ConsumerRecord<String, byte[]> record : connected.poll(POLL)) {
      if (record.value() == null) {
        runs.remove(record.key());
      } else {
        runs.add(record.key());
        if (isDeletion(record)) {
          deleted.add(record.key());
        }
      }
    }
  }

  private static boolean isDeletion(ConsumerRecord<String, byte[]> record) {
    try {
      return RunChanged.parseFrom(record.value()).getState() == RunChanged.State.DELETED;
    } catch (InvalidProtocolBufferException malformed) {
      LOG.errorf("training.runs holds a record that is no RunChanged: %s", record.key());
      return false;
    }
  }

  private void failWaiting() {
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    waiting.drainTo(readers);
    readers.forEach(
        reader -> reader.completeExceptionally(new IllegalStateException("service stops")));
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
