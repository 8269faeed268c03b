package io.alphascope.aggregator.postgres;

import io.alphascope.aggregator.reading.DeadLetters;
import io.alphascope.aggregator.reading.EventReader;
import io.alphascope.aggregator.reading.UnreadableRecordException;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.EpochEvaluated;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * The rows of one poll, one of a key: of two records with the same key the later holds. What cannot
 * be read becomes a row of {@code dead_letters}.
 */
final class SinkBatch {

  private static final Logger LOG = Logger.getLogger(SinkBatch.class);

  private final Map<String, RunChanged> runs = new LinkedHashMap<>();
  private final Map<String, Tables.Epoch> epochs = new LinkedHashMap<>();
  private final Map<String, CurvatureObserved> observations = new LinkedHashMap<>();
  private final Map<String, RollingStatistics> statistics = new LinkedHashMap<>();
  private final Map<String, DeadLetter> deadLetters = new LinkedHashMap<>();

  private SinkBatch() {}

  static SinkBatch of(Iterable<ConsumerRecord<String, byte[]>> records) {
    SinkBatch batch = new SinkBatch();
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        batch.add(record);
      } catch (UnreadableRecordException problem) {
        batch.addUnreadable(record, problem.getMessage());
      }
    }
    return batch;
  }

  /** Observations among the rows. */
  int observationCount() {
    return observations.size();
  }

  /** Statistics among the rows. */
  int statisticsCount() {
    return statistics.size();
  }

  void write(Connection connection) throws SQLException {
    Tables.RUNS.write(connection, runs.values());
    Tables.EPOCHS.write(connection, epochs.values());
    Tables.OBSERVATIONS.write(connection, observations.values());
    Tables.STATISTICS.write(connection, statistics.values());
    Tables.DEAD_LETTERS.write(connection, deadLetters.values());
  }

  private void add(ConsumerRecord<String, byte[]> record) throws UnreadableRecordException {
    String topic = record.topic();
    String key = record.key();
    if (topic.equals(Topic.OBSERVATIONS.topicName())) {
      observations.put(key, EventReader.observation(key, record.value()));
    } else if (topic.equals(Topic.STATISTICS.topicName())) {
      statistics.put(key, EventReader.statistics(key, record.value()));
    } else if (topic.equals(Topic.RUNS.topicName())) {
      addRun(EventReader.run(key, record.value()));
    } else {
      addDeadLetter(EventReader.deadLetter(record.value()));
    }
  }

  private void addRun(RunChanged run) {
    runs.put(run.getRun(), run);
    for (EpochEvaluated evaluated : run.getEvaluationsList()) {
      epochs.put(
          run.getRun() + "/" + evaluated.getEpoch(), new Tables.Epoch(run.getRun(), evaluated));
    }
  }

  private void addDeadLetter(DeadLetter letter) {
    deadLetters.put(
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

  /** Topics that the sink stores. */
  static List<Topic> topics() {
    return List.of(Topic.values()).stream().filter(topic -> topic != Topic.STEPS).toList();
  }
}
