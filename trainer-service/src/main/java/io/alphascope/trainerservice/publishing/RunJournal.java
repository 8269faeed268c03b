package io.alphascope.trainerservice.publishing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alphascope.events.RunChanged;
import io.alphascope.events.Topic;
import io.alphascope.events.WholeTopic;
import io.alphascope.service.broker.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** Writes and reads the states of runs in {@code training.runs}; the newest record is valid. */
@ApplicationScoped
public class RunJournal {

  private static final Logger LOG = Logger.getLogger(RunJournal.class);

  private final Broker broker;
  private final StreamPublisher publisher;

  RunJournal(Broker broker, StreamPublisher publisher) {
    this.broker = broker;
    this.publisher = publisher;
  }

  /**
   * Writes the state of a run.
   *
   * @return completes when the broker has acknowledged it
   */
  public CompletableFuture<Void> write(RunChanged state) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    publisher
        .producer()
        .send(
            new ProducerRecord<>(Topic.RUNS.topicName(), state.getRun(), state.toByteArray()),
            (metadata, error) -> {
              if (error == null) {
                acknowledged.complete(null);
              } else {
                LOG.errorf(
                    "The state of run %s could not be published: %s",
                    state.getRun(), error.getMessage());
                acknowledged.completeExceptionally(error);
              }
            });
    return acknowledged;
  }

  /** Reads the whole topic: the newest state of every run, the oldest change first. */
  public Map<String, RunChanged> readAll() {
    Map<String, RunChanged> newest = new LinkedHashMap<>();
    try (Consumer<String, byte[]> consumer = broker.reader()) {
      new WholeTopic(consumer, Topic.RUNS)
          .readToEnd(
              record -> {
                newest.remove(record.key());
                if (record.value() != null) {
                  parse(record, newest);
                }
              });
    }
    return newest;
  }

  private static void parse(ConsumerRecord<String, byte[]> record, Map<String, RunChanged> newest) {
    try {
      newest.put(record.key(), RunChanged.parseFrom(record.value()));
    } catch (InvalidProtocolBufferException e) {
      LOG.warnf(
          "Left out of the list of runs: record %s-%d@%d with key '%s' cannot be read (%s)",
          record.topic(), record.partition(), record.offset(), record.key(), e.getMessage());
    }
  }
}
