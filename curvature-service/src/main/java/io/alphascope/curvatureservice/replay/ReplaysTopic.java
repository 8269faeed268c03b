package io.alphascope.curvatureservice.replay;

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

/** The replays that {@code curvature.replays} holds. Thread-safe. */
final class ReplaysTopic implements FollowedTopic.Reader {

  private final Consumer<ReplayChanged> publish;
  private final Consumer<ReplayChanged> listener;

  /** In the order in which they were started: the topic has a single partition. */
  private final Map<String, ReplayChanged> replays =
      Collections.synchronizedMap(new LinkedHashMap<>());

  /**
   * @param publish writes into the topic
   * @param listener gets, on the topic's thread, every replay when the topic has been read, and
   *     then every change
   */
  ReplaysTopic(Consumer<ReplayChanged> publish, Consumer<ReplayChanged> listener) {
    this.publish = publish;
    this.listener = listener;
  }

  Optional<ReplayChanged> find(String replay) {
    return Optional.ofNullable(replays.get(replay));
  }

  /** In the order in which they were started. */
  List<ReplayChanged> all() {
    synchronized (replays) {
      return List.copyOf(replays.values());
    }
  }

  /** The oldest running replay of the same request. */
  Optional<ReplayChanged> firstRunning(ReplayRequest request) {
    return all().stream()
        .filter(ReplayState::isRunning)
        .filter(one -> ReplayState.isSameQuestion(one.getRequest(), request))
        .findFirst();
  }

  @Override
  public void read(ConsumerRecord<String, byte[]> record, boolean isNews) {
    if (record.value() == null) {
      replays.remove(record.key());
    } else {
      FollowedTopic.parse(record, ReplayChanged.parser())
          .ifPresent(said -> keep(record.key(), said, isNews));
    }
  }

  @Override
  public void caughtUp() {
    all().forEach(listener);
  }

  private void keep(String replay, ReplayChanged said, boolean isNews) {
    ReplayChanged before = replays.get(replay);
    ReplayChanged holds = ReplayState.after(before, said);
    replays.put(replay, holds);
    if (holds != said) {
      // Compaction would keep only the late report, and a restart would believe it.
      publish.accept(holds);
    } else if (isNews) {
      listener.accept(holds);
    }
  }
}
