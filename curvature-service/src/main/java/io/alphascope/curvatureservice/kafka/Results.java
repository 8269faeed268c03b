package io.alphascope.curvatureservice.kafka;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Publishes all records of this service through the channel {@code results}. Thread-safe. */
@ApplicationScoped
public class Results {

  private static final Logger LOG = Logger.getLogger(Results.class);

  /** Unbounded, as the callers limit how many records wait here. */
  @Inject
  @Channel("results")
  @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
  MutinyEmitter<byte[]> channel;

  /** Publishes a record and does not wait; a refusal of the broker is logged. */
  public void tell(OutgoingRecord record) {
    publish(record)
        .subscribe()
        .with(
            done -> {},
            refusal ->
                LOG.errorf(
                    refusal,
                    "%s: the record with key %s is not published",
                    record.topic().topicName(),
                    record.key()));
  }

  /**
   * Publishes a record when it is subscribed to.
   *
   * @return done when the broker has acknowledged the record, however long it is away; fails if the
   *     broker refuses it
   */
  public Uni<Void> publish(OutgoingRecord record) {
    OutgoingKafkaRecordMetadata<String> destination =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(record.topic().topicName())
            .withKey(record.key())
            .build();
    return channel.sendMessage(Message.of(record.value().toByteArray(), Metadata.of(destination)));
  }
}
