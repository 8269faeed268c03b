package io.alphascope.curvatureservice.config;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Properties of Kafka's clients: what the user sets as {@code kafka.*}, and what the largest event
 * derives. The channels take the maps below by name ({@code kafka-configuration}); a channel's own
 * attribute, {@code mp.messaging.incoming.steps.max.poll.records} say, overrides them.
 */
@ApplicationScoped
public class KafkaProperties {

  /** Group of all instances that observe live. */
  public static final String GROUP = "curvature-service";

  public static final String STEPS = "steps-client";
  public static final String RESULTS = "results-client";

  /**
   * Records of one poll, and half of what waits for a worker: at 1.3 MB each, the default of 500
   * would be over a gigabyte.
   */
  private static final int POLL_RECORDS = 4;

  /**
   * A step's vectors are views of the fetch that brought it, so one step keeps a whole fetch in
   * memory. A larger step comes alone, whatever this says.
   */
  private static final int FETCH_BYTES = 4 * 1024 * 1024;

  /**
   * How soon the partitions of a killed instance go to another, or to its successor: the least that
   * brokers allow by default (group.min.session.timeout.ms).
   */
  private static final int SESSION_TIMEOUT_MS = 6_000;

  private static final int HEARTBEAT_MS = 2_000;

  /** Bounds what a killed instance had done in vain, and by how much the lag is overstated. */
  private static final int COMMIT_INTERVAL_MS = 500;

  /**
   * The connector forgets offsets whose commit failed until the next record comes. So a commit
   * outwaits any outage of the broker.
   */
  private static final int OUTAGE_MS = 24 * 60 * 60 * 1_000;

  /** Small results wait for one another: a request costs more than what it carries. */
  private static final int LINGER_MS = 10;

  @Inject CurvatureServiceConfig config;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> connection;

  /** Connection and security properties alone, for clients of the service's own. */
  public Map<String, Object> connection() {
    Map<String, Object> properties = new HashMap<>(connection);
    // Quarkus names a group after the application, which is the live one's name.
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return properties;
  }

  /** Of a consumer without a group. */
  public Map<String, Object> consumer() {
    Map<String, Object> properties = connection();
    properties.putAll(config.stream().consumerProperties());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return properties;
  }

  @Produces
  @ApplicationScoped
  @Identifier(STEPS)
  Map<String, Object> steps() {
    Map<String, Object> properties = new HashMap<>(config.stream().consumerProperties());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
    properties.put(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, OUTAGE_MS);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return asText(properties);
  }

  @Produces
  @ApplicationScoped
  @Identifier(RESULTS)
  Map<String, Object> results() {
    Map<String, Object> properties = new HashMap<>(config.stream().producerProperties());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    return asText(properties);
  }

  /** The connector reads its configuration as text. */
  private static Map<String, Object> asText(Map<String, Object> properties) {
    Map<String, Object> text = new HashMap<>();
    properties.forEach((name, value) -> text.put(name, value.toString()));
    return text;
  }
}
