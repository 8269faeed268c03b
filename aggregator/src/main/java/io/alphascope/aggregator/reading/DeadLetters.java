package io.alphascope.aggregator.reading;

import io.alphascope.events.DeadLetter;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.Timestamps;
import java.time.Instant;

/** Makes the letter for a record that could not be read. */
public final class DeadLetters {

  private DeadLetters() {}

  /** Run and step are taken from the key where it is one of an observation. */
  public static DeadLetter of(
      String topic, int partition, long offset, String key, String reason, Instant time) {
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setTopic(topic)
            .setPartition(partition)
            .setOffset(offset)
            .setReason(reason)
            .setTime(Timestamps.of(time));
    if (key != null) {
      try {
        ObservationKey observation = ObservationKey.parse(key);
        letter.setRun(observation.run()).setStep(observation.step());
      } catch (IllegalArgumentException noObservation) {
        letter.clearRun();
      }
    }
    return letter.build();
  }
}
