package io.alphascope.aggregator.reading;

import io.alphascope.events.DeadLetter;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.Timestamps;
import java.time.Instant;

/** The message names the field, what was expected and what was found. */
public final class UnreadableRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String field, String expected, Object found) {
    super(field + ": expected " + expected + ", found " + found);
  }

  /**
   * The dead letter for the record.
   *
   * @param key of the record; if it is that of an observation, run and step are taken from it
   */
  public DeadLetter letter(String topic, int partition, long offset, String key, Instant time) {
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setTopic(topic)
            .setPartition(partition)
            .setOffset(offset)
            .setReason(getMessage())
            .setTime(Timestamps.of(time));
    ObservationKey.find(key).ifPresent(of -> letter.setRun(of.run()).setStep(of.step()));
    return letter.build();
  }
}
