package io.alphascope.aggregator.sink;

import io.alphascope.aggregator.reading.DeadLetters;
import io.alphascope.aggregator.reading.EventReader;
import io.alphascope.aggregator.reading.UnreadableRecordException;
import io.alphascope.aggregator.run.DeletedRuns;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunIds;
import io.alphascope.events.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * The rows of one poll, one of a key: of two records with the same key the later holds. What cannot
 * be read becomes a row of {@code dead_letters}.
 */
final class SinkBatch {

  private static final Logger LOG = Logger.getLogger(SinkBatch.class);

  /** Adds a record of one topic. */
  @FunctionalInterface
  private interface Intake {
    void add(SinkBatch batch, String key, byte[] value) throws UnreadableRecordException;
  }

  /** By the topic's name. */
  private static final Map<String, Intake> INTAKES = new HashMap<>();

  static {
    for (Topic topic : Topic.values()) {
      intake(topic).ifPresent(intake -> INTAKES.put(topic.topicName(), intake));
    }
  }

  /** Rows of one table, one of a key, and to which run each belongs. */
  private record Rows<T>(Upsert<T> table, Function<T, String> run, Map<String, T> byKey) {

    Rows(Upsert<T> table, Function<T, String> run) {
      this(table, run, new LinkedHashMap<>());
    }

    Stream<String> runs() {
      return byKey.values().stream().map(run);
    }

    void forget(Set<String> runs) {
      byKey.values().removeIf(row -> runs.contains(run.apply(row)));
    }

    void write(Handle handle) {
      table.write(handle, byKey.values());
    }
  }

  private final Set<String> deletions = new HashSet<>();
  private final Rows<RunChanged> runs = new Rows<>(Tables.RUNS, RunChanged::getRun);
  private final Rows<Tables.Epoch> epochs = new Rows<>(Tables.EPOCHS, Tables.Epoch::run);
  private final Rows<CurvatureObserved> observations =
      new Rows<>(Tables.OBSERVATIONS, CurvatureObserved::getRun);
  private final Rows<RollingStatistics> statistics =
      new Rows<>(Tables.STATISTICS, RollingStatistics::getRun);
  private final Rows<DeadLetter> deadLetters = new Rows<>(Tables.DEAD_LETTERS, DeadLetter::getRun);
  private final List<Rows<?>> tables = List.of(runs, epochs, observations, statistics, deadLetters);

  private SinkBatch() {}

  /** Topics that the sink stores: those that it knows what to do with, and no other. */
  static List<Topic> topics() {
    return Arrays.stream(Topic.values())
        .filter(topic -> INTAKES.containsKey(topic.topicName()))
        .toList();
  }

  /** What is done with records of a topic; nothing if the sink does not read it. */
  private static Optional<Intake> intake(Topic topic) {
    return switch (topic) { // without a default: a new topic has to be decided on
      case RUNS -> Optional.of((batch, key, value) -> batch.addRun(EventReader.run(key, value)));
      case OBSERVATIONS ->
          Optional.of(
              unlessGrave(
                  (batch, key, value) ->
                      batch.observations.byKey.put(key, EventReader.observation(key, value))));
      case STATISTICS ->
          Optional.of(
              unlessGrave(
                  (batch, key, value) ->
                      batch.statistics.byKey.put(key, EventReader.statistics(key, value))));
      case STEPS_DEAD_LETTER, OBSERVATIONS_DEAD_LETTER ->
          Optional.of((batch, key, value) -> batch.addDeadLetter(EventReader.deadLetter(value)));
      // Steps are too large to keep twice; of replays the curvature service tells.
      case STEPS, REPLAYS -> Optional.empty();
    };
  }

  /** What lay under a record without a value was deleted with its run, and so were the rows. */
  private static Intake unlessGrave(Intake intake) {
    return (batch, key, value) -> {
      if (value != null) {
        intake.add(batch, key, value);
      }
    };
  }

  /**
   * The rows of records.
   *
   * @param records of {@link #topics}
   */
  static SinkBatch of(Iterable<ConsumerRecord<String, byte[]>> records) {
    SinkBatch batch = new SinkBatch();
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        INTAKES.get(record.topic()).add(batch, record.key(), record.value());
      } catch (UnreadableRecordException problem) {
        batch.addUnreadable(record, problem.getMessage());
      }
    }
    return batch;
  }

  /** Observations among the rows. */
  int observationCount() {
    return observations.byKey.size();
  }

  /** Statistics among the rows. */
  int statisticsCount() {
    return statistics.byKey.size();
  }

  /** What belongs to a deleted run, also to one that this batch deletes, is left out. */
  void write(Handle handle) {
    DeletedRuns.mark(handle, deletions);
    Set<String> deleted = DeletedRuns.among(handle, runsNamed());
    tables.forEach(rows -> rows.forget(deleted));
    tables.forEach(rows -> rows.write(handle));
    Inconsistencies.write(handle, observations.byKey.values());
  }

  /** Of which something may be inconsistent now. */
  Set<String> runsToRemarkOn() {
    return Stream.concat(runs.runs(), observations.runs()).collect(Collectors.toSet());
  }

  private Set<String> runsNamed() {
    return tables.stream().flatMap(Rows::runs).filter(RunIds::mayExist).collect(Collectors.toSet());
  }

  private void addRun(RunChanged run) {
    if (run.getState() == RunChanged.State.DELETED) {
      deletions.add(run.getRun());
      return;
    }
    runs.byKey.put(run.getRun(), run);
    for (EpochEvaluated evaluated : run.getEvaluationsList()) {
      epochs.byKey.put(
          run.getRun() + "/" + evaluated.getEpoch(), new Tables.Epoch(run.getRun(), evaluated));
    }
  }

  private void addDeadLetter(DeadLetter letter) {
    deadLetters.byKey.put(
        letter.getTopic() + "/" + letter.getPartition() + "/" + letter.getOffset(), letter);
  }

  private void addUnreadable(ConsumerRecord<String, byte[]> record, String reason) {
    LOG.warnf(
        "Cannot read offset %d of %s-%d: %s",
        record.offset(), record.topic(), record.partition(), reason);
    addDeadLetter(
        DeadLetters.of(
            record.topic(),
            record.partition(),
            record.offset(),
            record.key(),
            reason,
            Instant.ofEpochMilli(record.timestamp())));
  }
}
