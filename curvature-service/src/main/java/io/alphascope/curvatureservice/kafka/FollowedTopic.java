package io.alphascope.curvatureservice.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Follows a compacted topic from its beginning, on its own thread; only that thread uses the
 * consumer. After a failure it connects again and reads everything again.
 */
public final class FollowedTopic implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(FollowedTopic.class);

  /** Also the longest time before a call of {@link #readToEnd} is noticed. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration RECONNECT_AFTER = Duration.ofSeconds(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  /** Gets what is read, on the topic's thread. */
  public interface Reader {

    /**
     * @param isNews whether the record was written after the topic was connected
     */
    void read(ConsumerRecord<String, byte[]> record, boolean isNews);

    /** Everything that the topic held when it was connected has been read. */
    default void caughtUp() {}
  }

  private final Topic topic;
  private final Supplier<Consumer<String, byte[]>> connect;
  private final Reader reader;
  private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param connect a consumer without a group; called again after a failure
   */
  public FollowedTopic(Topic topic, Supplier<Consumer<String, byte[]>> connect, Reader reader) {
    this.topic = topic;
    this.connect = connect;
    this.reader = reader;
    thread = new Thread(this::follow, topic.topicName());
    thread.setDaemon(true);
  }

  /** The message that a record holds; empty, with an error in the log, if it cannot be read. */
  public static <M> Optional<M> parse(ConsumerRecord<String, byte[]> record, Parser<M> parser) {
    try {
      return Optional.of(parser.parseFrom(record.value()));
    } catch (InvalidProtocolBufferException malformed) {
      LOG.errorf(
          "%s: the record with key %s cannot be read: %s",
          record.topic(), record.key(), malformed.getMessage());
      return Optional.empty();
    }
  }

  /** Starts to follow; the topic must exist. */
  public void start() {
    thread.start();
  }

  /**
   * Done when everything that the topic held at the time of this call has been read, however long
   * the broker is away; fails if the service stops.
   */
  public CompletableFuture<Void> readToEnd() {
    CompletableFuture<Void> read = new CompletableFuture<>();
    waiting.add(read);
    if (closing) {
      failWaiting();
    }
    return read;
  }

  private void follow() {
    while (!closing) {
      try (Consumer<String, byte[]> consumer = connect.get()) {
        WholeTopic whole = new WholeTopic(consumer, topic);
        whole.readToEnd(record -> reader.read(record, false));
        reader.caughtUp();
        while (!closing) {
          answer(whole);
          whole.read(POLL, this::news);
        }
      } catch (RuntimeException failed) {
        LOG.warnf(failed, "%s cannot be followed; connecting again", topic.topicName());
        LockSupport.parkNanos(RECONNECT_AFTER.toNanos());
      }
    }
    failWaiting();
  }

  private void news(ConsumerRecord<String, byte[]> record) {
    reader.read(record, true);
  }

  private void answer(WholeTopic whole) {
    List<CompletableFuture<Void>> readers = List.copyOf(waiting);
    if (!readers.isEmpty()) {
      whole.readToEnd(this::news);
      waiting.removeAll(readers);
      readers.forEach(reader -> reader.complete(null));
    }
  }

  private void failWaiting() {
    IllegalStateException stops = new IllegalStateException("service stops");
    waiting.forEach(reader -> reader.completeExceptionally(stops));
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(STOP_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
