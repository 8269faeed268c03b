package io.alphascope.trainerservice.publishing;

import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes Kafka clients with the stream's settings; holds the one producer. Thread-safe. */
@ApplicationScoped
public class Broker {

  /** While the broker is away, sending blocks; it must not give up by itself. */
  private static final int MAX_BLOCK_MS = Integer.MAX_VALUE;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Map<String, Object> connection;
  private final StreamSettings settings;
  private Producer<String, byte[]> producer;

  public Broker(
      @Identifier("default-kafka-broker") Map<String, Object> connection, TrainerConfig config) {
    this.connection = Map.copyOf(connection);
    this.settings = config.streamSettings();
  }

  StreamSettings settings() {
    return settings;
  }

  String bootstrapServers() {
    return String.valueOf(connection.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  String refusal(AuthenticationException refused) {
    return Topics.refusal(connection, refused);
  }

  synchronized Producer<String, byte[]> producer() {
    if (producer == null) {
      Map<String, Object> properties = with(settings.producerProperties());
      properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
      producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** A consumer of no group, for partitions that are assigned to it; its owner closes it. */
  Consumer<String, byte[]> newConsumer() {
    Map<String, Object> properties = with(settings.consumerProperties());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** An administration client that gives up on a call after {@code timeout}. */
  Admin newAdmin(Duration timeout) {
    int millis = (int) timeout.toMillis();
    return Admin.create(
        with(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis)));
  }

  /**
   * Creates this service's topics where they are missing. Waits for the broker, without a word:
   * {@link BrokerWatch} says that it is away.
   *
   * @throws org.apache.kafka.common.KafkaException if it answers and refuses
   */
  public void awaitTopics() throws InterruptedException {
    Topics.awaitCreated(connection, settings, reason -> {}, Topic.STEPS, Topic.RUNS);
  }

  /**
   * The largest event that {@code training.steps} takes: the configured one, or less if the topic
   * was created with less.
   *
   * @param timeout after which the configured one must do
   */
  public long largestEventBytes(Duration timeout) throws InterruptedException {
    ConfigResource steps = new ConfigResource(ConfigResource.Type.TOPIC, Topic.STEPS.topicName());
    int framing = settings.largestRecordBytes() - settings.largestEventBytes();
    try (Admin admin = newAdmin(timeout)) {
      String limit =
          admin
              .describeConfigs(List.of(steps))
              .all()
              .get()
              .get(steps)
              .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
              .value();
      return Math.min(settings.largestEventBytes(), Long.parseLong(limit) - framing);
    } catch (ExecutionException unanswered) {
      return settings.largestEventBytes();
    }
  }

  /** Bytes of steps that the stream keeps. */
  public long stepsRetentionBytes() {
    return settings.stepsRetentionBytes();
  }

  private Map<String, Object> with(Map<String, Object> settings) {
    Map<String, Object> properties = new HashMap<>(connection);
    properties.putAll(settings);
    return properties;
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
    }
  }
}
