package io.alphascope.curvatureservice.replay;

import com.google.protobuf.MessageLite;
import io.alphascope.curvatureservice.config.KafkaProperties;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's clients of replays; one producer for all of them. */
@ApplicationScoped
class ReplayClients {

  static final String GROUP_PREFIX = "replay-";

  private final Broker broker;
  private final KafkaProperties kafka;
  private KafkaProducer<String, byte[]> producer;

  @Inject
  ReplayClients(Broker broker, KafkaProperties kafka) {
    this.broker = broker;
    this.kafka = kafka;
  }

  static String group(String replay) {
    return GROUP_PREFIX + replay;
  }

  /** A member of a replay's group. Begins nowhere by itself: positions are always set. */
  Consumer<String, ByteBuffer> steps(String replay) {
    Map<String, Object> properties = kafka.sharingSteps();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(replay));
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteBufferDeserializer());
  }

  /** A consumer without a group, for topics that are read whole. */
  Consumer<String, byte[]> reader() {
    return new KafkaConsumer<>(
        broker.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  Admin admin() {
    return broker.admin();
  }

  /** Done when the broker has acknowledged the record. */
  CompletableFuture<Void> publish(Topic topic, String key, MessageLite value) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    producer()
        .send(
            new ProducerRecord<>(topic.topicName(), key, value.toByteArray()),
            (metadata, refusal) -> {
              if (refusal == null) {
                acknowledged.complete(null);
              } else {
                acknowledged.completeExceptionally(refusal);
              }
            });
    return acknowledged;
  }

  CompletableFuture<Void> publish(ReplayChanged replay) {
    return publish(Topic.REPLAYS, replay.getReplay(), replay);
  }

  private synchronized KafkaProducer<String, byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(kafka.producing(), new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  @PreDestroy
  synchronized void stop() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
  }
}
