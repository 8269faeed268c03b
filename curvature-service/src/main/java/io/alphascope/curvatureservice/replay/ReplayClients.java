package io.alphascope.curvatureservice.replay;

import com.google.protobuf.MessageLite;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.config.KafkaProperties;
import io.alphascope.events.ReplayChanged;
import io.alphascope.events.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's clients of replays; one producer and one administrative client for all of them. */
@ApplicationScoped
class ReplayClients {

  static final String GROUP_PREFIX = "replay-";

  /** At 1.3 MB each, the default of 500 would be over a gigabyte. */
  private static final int POLL_RECORDS = 4;

  /** A step's vectors are views of the fetch that brought it. */
  private static final int FETCH_BYTES = 4 * 1024 * 1024;

  /** How soon another takes over from an instance that was killed. */
  private static final int SESSION_TIMEOUT_MS = 6_000;

  private static final int HEARTBEAT_MS = 2_000;
  private static final int LINGER_MS = 10;
  private static final int ADMIN_TIMEOUT_MS = 10_000;

  private final CurvatureServiceConfig config;
  private final KafkaProperties kafka;
  private KafkaProducer<String, byte[]> producer;
  private Admin admin;

  @Inject
  ReplayClients(CurvatureServiceConfig config, KafkaProperties kafka) {
    this.config = config;
    this.kafka = kafka;
  }

  static String group(String replay) {
    return GROUP_PREFIX + replay;
  }

  /** A member of a replay's group. Begins nowhere by itself: positions are always set. */
  Consumer<String, ByteBuffer> steps(String replay) {
    Map<String, Object> properties = kafka.consumer();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(replay));
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteBufferDeserializer());
  }

  /** A consumer without a group, for topics that are read whole. */
  Consumer<String, byte[]> reader() {
    return new KafkaConsumer<>(
        kafka.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  synchronized Admin admin() {
    if (admin == null) {
      Map<String, Object> properties = kafka.connection();
      properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
      properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
      admin = Admin.create(properties);
    }
    return admin;
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
      Map<String, Object> properties = new HashMap<>(kafka.connection());
      properties.putAll(config.stream().producerProperties());
      properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
      producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  @PreDestroy
  synchronized void stop() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
