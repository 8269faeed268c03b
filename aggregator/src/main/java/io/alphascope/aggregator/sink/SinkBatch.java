package io.alphascope.aggregator.sink;

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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * The rows of one poll, one for each key: of two records with the same key, the later one counts. A
 * record that cannot be read becomes a row of {@code dead_letters}.
 */
final class SinkBatch {

  private static final Logger LOG = Logger.getLogger(SinkBatch.class);

  /**
   * Topics that the sink stores. Steps are too large to store; the curvature service shows replays.
   */
  static final Set<Topic> TOPICS =
      Set.of(
          Topic.RUNS,
          Topic.OBSERVATIONS,
          Topic.STATISTICS,
          Topic.STEPS_DEAD_LETTER,
          Topic.OBSERVATIONS_DEAD_LETTER);

  private static final Map<String, Topic> TOPICS_BY_NAME =
      TOPICS.stream().collect(Collectors.toMap(Topic::topicName, topic -> topic));

  /** Rows of one table by their keys, and the run that each belongs to. */
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

  /**
   * The rows of records.
   *
   * @param records of {@link #TOPICS}
   */
  static SinkBatch of(Iterable<ConsumerRecord<String, byte[]>> records) {
    SinkBatch batch = new SinkBatch();
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        batch.add(TOPICS_BY_NAME.get(record.topic()), record.key(), record.value());
      } catch (UnreadableRecordException problem) {
        batch.addUnreadable(record, problem);
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

  /** Leaves out the rows of deleted runs, also of those that this batch deletes. */
  void write(Handle handle) {
    DeletedRuns.mark(handle, deletions);
    Set<String> deleted = DeletedRuns.among(handle, runsNamed());
    tables.forEach(rows -> rows.forget(deleted));
    tables.forEach(rows -> rows.write(handle));
    Histograms.write(handle, observations.byKey.values());
    Layers.write(handle, observations.byKey.values());
    Inconsistencies.write(handle, observations.byKey.values());
  }

  /** Runs whose remarks may have changed by these rows. */
  Set<String> runsToRemarkOn() {
    return Stream.concat(runs.runs(), observations.runs()).collect(Collectors.toSet());
  }

  private Set<String> runsNamed() {
    return tables.stream().flatMap(Rows::runs).filter(RunIds::mayExist).collect(Collectors.toSet());
  }

  private void add(Topic topic, String key, byte[] value) throws UnreadableRecordException {
    if (value == null && (topic == Topic.OBSERVATIONS || topic == Topic.STATISTICS)) {
      return; // deleted with its run, as its row is
    }
    switch (topic) {
      case RUNS -> addRun(EventReader.run(key, value));
      case OBSERVATIONS -> observations.byKey.put(key, EventReader.observation(key, value));
      case STATISTICS -> statistics.byKey.put(key, EventReader.statistics(key, value));
      case STEPS_DEAD_LETTER, OBSERVATIONS_DEAD_LETTER ->
          addDeadLetter(EventReader.deadLetter(value));
      default -> throw new IllegalArgumentException("the sink does not store " + topic);
    }
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
        "%s/%d/%d/%s"
            .formatted(
                letter.getTopic(),
                letter.getPartition(),
                letter.getOffset(),
                letter.hasStep() ? letter.getStep() : ""),
        letter);
  }

  private void addUnreadable(
      ConsumerRecord<String, byte[]> record, UnreadableRecordException problem) {
    LOG.warnf(
        "Cannot read offset %d of %s-%d: %s",
        record.offset(), record.topic(), record.partition(), problem.getMessage());
    addDeadLetter(
        problem.letter(
            record.topic(),
            record.partition(),
            record.offset(),
            record.key(),
            Instant.ofEpochMilli(record.timestamp())));
  }
}
