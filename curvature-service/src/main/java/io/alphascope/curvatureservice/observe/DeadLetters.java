package io.alphascope.curvatureservice.observe;

import io.alphascope.curvatureservice.decode.MalformedStepException;
import io.alphascope.curvatureservice.kafka.OutgoingRecord;
import io.alphascope.curvatureservice.metrics.ServiceMetrics;
import io.alphascope.curvatureservice.metrics.ServiceMetrics.Event;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Timestamps;
import io.alphascope.events.Topic;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** Writes and counts dead letters, and logs the first of each kind of mistake in a run. */
final class DeadLetters {

  private static final Logger LOG = Logger.getLogger(DeadLetters.class);

  private final ServiceMetrics metrics;
  private final Clock clock;
  private final Firsts firsts = new Firsts();

  DeadLetters(ServiceMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Of a record that cannot be read. */
  OutgoingRecord of(ConsumerRecord<String, ?> record, MalformedStepException why) {
    return of(record, record.key(), "", DeadLetter.newBuilder(), why);
  }

  /**
   * Of a step of a record.
   *
   * @param key of the dead letter
   */
  OutgoingRecord of(
      ConsumerRecord<String, ?> record, String key, StepTaken step, MalformedStepException why) {
    return of(
        record,
        key,
        step.getRun(),
        DeadLetter.newBuilder().setRun(step.getRun()).setStep(step.getStep()),
        why);
  }

  private OutgoingRecord of(
      ConsumerRecord<String, ?> record,
      String key,
      String run,
      DeadLetter.Builder letter,
      MalformedStepException why) {
    metrics.count(Event.DEAD_LETTER, 1);
    if (firsts.isFirst(List.of(run, why.kind()))) {
      LOG.warnf(
          "dead letter: %s-%d offset %d (key %s): %s; more of the kind are only counted",
          record.topic(), record.partition(), record.offset(), key, why.getMessage());
    }
    return new OutgoingRecord(
        Topic.STEPS_DEAD_LETTER,
        key,
        letter
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setReason(why.getMessage())
            .setTime(Timestamps.of(clock.instant()))
            .build());
  }
}
