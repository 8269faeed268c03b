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
import java.util.Optional;
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

  /**
   * @param event what the record holds; empty if it could not be read
   */
  List<OutgoingRecord> of(
      ConsumerRecord<String, ?> record, Optional<StepTaken> event, MalformedStepException why) {
    metrics.count(Event.DEAD_LETTER, 1);
    if (firsts.isFirst(List.of(event.map(StepTaken::getRun).orElse(""), why.kind()))) {
      LOG.warnf(
          "dead letter: %s-%d offset %d (key %s): %s; more of the kind are only counted",
          record.topic(), record.partition(), record.offset(), record.key(), why.getMessage());
    }
    DeadLetter.Builder letter =
        DeadLetter.newBuilder()
            .setTopic(record.topic())
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setReason(why.getMessage())
            .setTime(Timestamps.of(clock.instant()));
    event.ifPresent(step -> letter.setRun(step.getRun()).setStep(step.getStep()));
    return List.of(new OutgoingRecord(Topic.STEPS_DEAD_LETTER, record.key(), letter.build()));
  }
}
