package io.alphascope.curvatureservice.runs;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.kafka.FollowedTopic;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The runs of {@code training.runs}. A record without value removes its run. Thread-safe. */
@ApplicationScoped
public class RunsTopic implements KnownRuns {

  private final FollowedTopic topic;

  /** Empty where the record cannot be read. */
  private final Map<String, Optional<RunChanged>> runs = new ConcurrentHashMap<>();

  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  private final Publishers publishers;

  RunsTopic(Broker broker, CurvatureServiceConfig config) {
    publishers = new Publishers(config.curvature().publisherSilence(), System::nanoTime);
    topic = new FollowedTopic(Topic.RUNS, broker::reader, this::read);
  }

  /** Starts to follow; the topic must exist. */
  public void start() {
    topic.start();
  }

  @Override
  public boolean contains(String run) {
    return runs.containsKey(run);
  }

  @Override
  public boolean isDeleted(String run) {
    return deleted.contains(run);
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    try {
      readToEnd().get();
    } catch (ExecutionException stopped) {
      throw new InterruptedException(
          "the service no longer follows training.runs: " + stopped.getMessage());
    }
  }

  /** Done when everything that the topic held at the time of this call has been read. */
  public CompletableFuture<Void> readToEnd() {
    return topic.readToEnd();
  }

  /** The runs that were not deleted, as far as the topic has been read. */
  public List<RunChanged> all() {
    return runs.entrySet().stream()
        .filter(run -> !deleted.contains(run.getKey()))
        .flatMap(run -> run.getValue().stream())
        .toList();
  }

  /**
   * Records that the topic lacks: of runs whose publishers are silent, and of deleted runs whose
   * newest record says otherwise, since compaction keeps only the newest.
   */
  List<RunChanged> corrections() {
    return Stream.concat(
            publishers.silent().stream(),
            deleted.stream().filter(run -> !isDeletion(runs.get(run))).map(RunsTopic::deletion))
        .toList();
  }

  /** The broker is away, so that no publisher can be heard. */
  void cannotBeHeard() {
    publishers.cannotBeHeard();
  }

  /**
   * @param newest record of a run, as in {@link #runs}; null if there is none
   */
  private static boolean isDeletion(Optional<RunChanged> newest) {
    return newest != null
        && newest.filter(run -> run.getState() == RunChanged.State.DELETED).isPresent();
  }

  private static RunChanged deletion(String run) {
    return RunChanged.newBuilder().setRun(run).setState(RunChanged.State.DELETED).build();
  }

  /** How many steps the records hold on average that were published last. */
  public double stepsPerRecord() {
    return StepsPerRecord.ofNewest(all());
  }

  private void read(ConsumerRecord<String, byte[]> record, boolean isNews) {
    if (record.value() == null) {
      runs.remove(record.key());
      publishers.forget(record.key());
      return;
    }
    Optional<RunChanged> run = FollowedTopic.parse(record, RunChanged.parser());
    runs.put(record.key(), run);
    if (isDeletion(run)) {
      deleted.add(record.key());
    }
    if (deleted.contains(record.key())) {
      publishers.forget(record.key());
    } else {
      run.filter(one -> one.getRun().equals(record.key()))
          .ifPresent(one -> publishers.read(one, Instant.ofEpochMilli(record.timestamp())));
    }
  }

  @PreDestroy
  void close() {
    topic.close();
  }
}
