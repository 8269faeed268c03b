package io.alphascope.curvatureservice.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Follows {@code curvature.replays} on a thread of its own. */
final class ReplaysTopic implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ReplaysTopic.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final ReplayClients clients;
  private final Consumer<ReplayChanged> listener;

  /** In the order in which they were begun: the topic has a single partition. */
  private final Map<String, ReplayChanged> replays =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private final BlockingQueue<CompletableFuture<Void>> waiting = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "replays-topic");

  /**
   * @param listener told, on the thread, what holds of every replay when the topic has been read,
   *     and from then on of every change
   */
  ReplaysTopic(ReplayClients clients, Consumer<ReplayChanged> listener) {
    this.clients = clients;
    this.listener = listener;
    thread.setDaemon(true);
  }

  /** Begins to follow; the topic must exist. */
  void start() {
    thread.start();
  }

  Optional<ReplayChanged> find(String replay) {
    return Optional.ofNullable(replays.get(replay));
  }

  /** In the order in which they were begun. */
  List<ReplayChanged> all() {
    synchronized (replays) {
      return List.copyOf(replays.values());
    }
  }

  /** Of those running that ask the same, the one that was begun first. */
  Optional<ReplayChanged> firstRunning(ReplayRequest request) {
    return all().stream()
        .filter(ReplayState::isRunning)
        .filter(one -> ReplayState.isSameQuestion(one.getRequest(), request))
        .findFirst();
  }

  /** Returns when all that the topic held at the time of this call has been read. */
  void readToEnd(Duration patience) throws InterruptedException, TimeoutException {
    CompletableFuture<Void> read = new CompletableFuture<>();
    waiting.add(read);
    try {
      read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException stopped) {
      throw new IllegalStateException("curvature.replays is no longer followed", stopped);
    }
  }

  private void follow() {
    while (!isClosing()) {
      try (var consumer = clients.reader()) {
        WholeTopic topic = new WholeTopic(consumer, Topic.REPLAYS);
        topic.readToEnd(this::keep);
        all().forEach(listener);
        while (!isClosing()) {
          List<CompletableFuture<Void>> readers = new ArrayList<>();
          waiting.drainTo(readers);
          if (!readers.isEmpty()) {
            topic.readToEnd(this::changed);
            readers.forEach(reader -> reader.complete(null));
          }
          topic.read(POLL, this::changed);
        }
      } catch (RuntimeException failed) {
        LOG.warnf("curvature.replays cannot be followed (%s); connecting again", failed);
        pause();
      }
    }
  }

  private void changed(ConsumerRecord<String, byte[]> record) {
    keep(record).ifPresent(listener);
  }

  /** What holds now. */
  private Optional<ReplayChanged> keep(ConsumerRecord<String, byte[]> record) {
    String key = record.key();
    if (record.value() == null) {
      replays.remove(key);
      return Optional.empty();
    }
    ReplayChanged said;
    try {
      said = ReplayChanged.parseFrom(record.value());
    } catch (InvalidProtocolBufferException malformed) {
      LOG.errorf("curvature.replays holds a record that is no ReplayChanged (key %s)", key);
      return Optional.empty();
    }
    ReplayChanged before = replays.get(key);
    ReplayChanged holds = ReplayState.after(before, said);
    replays.put(key, holds);
    if (holds != said) {
      // Compaction would keep the late report alone, and a restart believe it.
      clients.publish(holds);
    }
    return holds == before ? Optional.empty() : Optional.of(holds);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      closing.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      closing.countDown();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
