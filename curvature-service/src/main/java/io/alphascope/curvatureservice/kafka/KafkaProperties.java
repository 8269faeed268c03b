package io.alphascope.curvatureservice.kafka;

import io.alphascope.service.broker.Broker;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.Config;

/**
 * Properties of Kafka's clients beside their connection. The channels find theirs under an
 * identifier ({@code kafka-configuration}); an attribute of a channel, such as {@code
 * mp.messaging.incoming.steps.max.poll.records}, overrides them.
 */
@ApplicationScoped
public class KafkaProperties implements ClientCustomizer<Map<String, Object>> {

  /**
   * Records of one poll, and half of the records that wait for a worker: at 1.3 MB each, the
   * default of 500 would take over a gigabyte.
   */
  private static final int POLL_RECORDS = 4;

  /**
   * A step's vectors are views of the fetch that it came with, so one step keeps a whole fetch in
   * memory. A step larger than this is fetched alone.
   */
  private static final int FETCH_BYTES = 4 * 1024 * 1024;

  /**
   * How soon the partitions of a killed instance are given to another instance, or to itself after
   * a restart: the least that brokers allow by default (group.min.session.timeout.ms).
   */
  private static final int SESSION_TIMEOUT_MS = 6_000;

  private static final int HEARTBEAT_MS = 2_000;

  /** Bounds the work that is repeated after a crash, and by how much the lag is overstated. */
  private static final int COMMIT_INTERVAL_MS = 500;

  /**
   * The connector forgets offsets whose commit failed until the next record comes. So a commit
   * waits longer than any outage of the broker.
   */
  private static final int OUTAGE_MS = 24 * 60 * 60 * 1_000;

  /** Small results are sent together: a request costs more than its content. */
  private static final int LINGER_MS = 10;

  @Inject Broker broker;

  /**
   * A member of the group of a replay. Its position must be set in every partition. The caller
   * closes it.
   */
  public Consumer<String, ByteBuffer> replaying(String group) {
    Map<String, Object> properties = sharingSteps();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteBufferDeserializer());
  }

  /** Properties of a member of a group that shares {@code training.steps}, live or in a replay. */
  private Map<String, Object> sharingSteps() {
    Map<String, Object> properties = broker.consumer();
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return properties;
  }

  @Produces
  @ApplicationScoped
  @Identifier("steps-client")
  Map<String, Object> steps() {
    Map<String, Object> properties = sharingSteps();
    properties.put(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, OUTAGE_MS);
    return asText(properties);
  }

  @Produces
  @ApplicationScoped
  @Identifier("results-client")
  Map<String, Object> results() {
    Map<String, Object> properties = broker.producer();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    return asText(properties);
  }

  /**
   * The channel's {@code retries} of 0 is for the connector, which would retry every record that
   * the broker refuses. It is also passed on to Kafka's client, which must retry during an outage.
   */
  @Override
  public Map<String, Object> customize(
      String channel, Config attributes, Map<String, Object> properties) {
    if (channel.equals("results")) {
      properties.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    }
    return properties;
  }

  /** The connector reads its configuration as text. */
  private static Map<String, Object> asText(Map<String, Object> properties) {
    Map<String, Object> text = new HashMap<>();
    properties.forEach((name, value) -> text.put(name, value.toString()));
    return text;
  }
}
