package io.alphascope.curvatureservice.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.curvatureservice.kafka.FollowedTopic;
import io.alphascope.curvatureservice.replay.state.ReplayState;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.ReplayRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** The replays that {@code curvature.replays} holds. Thread-safe. */
final class ReplaysTopic implements FollowedTopic.Reader {

  private static final Logger LOG = Logger.getLogger(ReplaysTopic.class);

  private final Consumer<ReplayChanged> publish;
  private final Consumer<ReplayChanged> listener;

  /** In the order in which they were begun: the topic has a single partition. */
  private final Map<String, ReplayChanged> replays =
      Collections.synchronizedMap(new LinkedHashMap<>());

  /**
   * @param publish writes into the topic
   * @param listener told, on the topic's thread, what holds of every replay when the topic has been
   *     read, and from then on of every change
   */
  ReplaysTopic(Consumer<ReplayChanged> publish, Consumer<ReplayChanged> listener) {
    this.publish = publish;
    this.listener = listener;
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

  @Override
  public void read(ConsumerRecord<String, byte[]> record, boolean isNews) {
    keep(record).filter(changed -> isNews).ifPresent(listener);
  }

  @Override
  public void caughtUp() {
    all().forEach(listener);
  }

  /** What holds now; empty if nothing has changed. */
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
      publish.accept(holds);
    }
    return holds == before ? Optional.empty() : Optional.of(holds);
  }
}
