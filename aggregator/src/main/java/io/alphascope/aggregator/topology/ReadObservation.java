package io.alphascope.aggregator.topology;

import com.google.protobuf.Message;
import io.alphascope.aggregator.reading.EventReader;
import io.alphascope.aggregator.reading.UnreadableRecordException;
import io.alphascope.events.DeadLetter;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Reads an observation. A record that cannot be read is reported, and becomes a dead letter. */
final class ReadObservation extends ContextualFixedKeyProcessor<String, byte[], Message> {

  private final Consumer<DeadLetter> unreadable;

  ReadObservation(Consumer<DeadLetter> unreadable) {
    this.unreadable = unreadable;
  }

  @Override
  public void process(FixedKeyRecord<String, byte[]> record) {
    context().forward(record.withValue(read(record)));
  }

  private Message read(FixedKeyRecord<String, byte[]> record) {
    try {
      return EventReader.observation(record.key(), record.value());
    } catch (UnreadableRecordException problem) {
      RecordMetadata source = context().recordMetadata().orElseThrow();
      DeadLetter letter =
          problem.letter(
              source.topic(),
              source.partition(),
              source.offset(),
              record.key(),
              Instant.ofEpochMilli(context().currentSystemTimeMs()));
      unreadable.accept(letter);
      return letter;
    }
  }
}
