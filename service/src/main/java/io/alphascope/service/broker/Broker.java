package io.alphascope.service.broker;

import io.alphascope.events.StreamSettings;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import io.alphascope.service.availability.Dependency;
import io.alphascope.service.availability.Outage;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * The Kafka broker, which may be away when the service starts, and at any time later. Every second,
 * this checks whether it answers, and creates the service's topics until they exist. Kafka's
 * clients wait by themselves; this reports why.
 */
@Readiness
@Default
@ApplicationScoped
public class Broker implements Dependency {

  private static final Logger LOG = Logger.getLogger(Broker.class);

  private static final int PROBE_LIMIT_MS = 4_000;
  private static final int ANSWER_LIMIT_MS = 10_000;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** A single late answer is not an outage. */
  private static final int FAILURES_OF_AN_OUTAGE = 2;

  private final Map<String, Object> connection;
  private final StreamSettings settings;
  private final Set<Topic> required;
  private final Outage outage;
  private final CompletableFuture<Void> topicsCreated = new CompletableFuture<>();
  private int failures;
  private Admin admin;

  /**
   * @param client the properties that are set as {@code kafka.*}
   */
  public Broker(
      @Identifier("default-kafka-broker") Map<String, Object> client,
      StreamConfig config,
      @All List<RequiredTopics> required) {
    Map<String, Object> own = new HashMap<>(client);
    // Quarkus sets the application's name as the group; each client here sets its own, or none.
    own.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.connection = Map.copyOf(own);
    this.settings = config.settings();
    this.required =
        required.stream().flatMap(some -> some.topics().stream()).collect(Collectors.toSet());
    this.outage = new Outage(LOG, "Kafka at " + address());
  }

  @Override
  public String name() {
    return "broker";
  }

  @Override
  public Optional<String> trouble() {
    return outage.reason();
  }

  /** Completes when the broker has answered and the service's topics exist. */
  public CompletionStage<Void> topicsCreated() {
    return topicsCreated;
  }

  /** The settings of topics and clients. */
  public StreamSettings settings() {
    return settings;
  }

  /** The address of the broker, for messages. */
  public String address() {
    return String.valueOf(connection.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** The properties with which every client connects: addresses, security and so on. */
  public Map<String, Object> connection() {
    return connection;
  }

  /** Properties of a consumer without a group that commits nothing by itself. */
  public Map<String, Object> consumer() {
    Map<String, Object> properties = new HashMap<>(connection);
    properties.putAll(settings.consumerProperties());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return properties;
  }

  /**
   * A consumer without a group, to which the caller assigns partitions; starts at their beginning.
   * The caller closes it.
   */
  public Consumer<String, byte[]> reader() {
    Map<String, Object> properties = consumer();
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Properties of a producer. */
  public Map<String, Object> producer() {
    Map<String, Object> properties = new HashMap<>(connection);
    properties.putAll(settings.producerProperties());
    return properties;
  }

  /**
   * The administrative client, which all share; this object closes it.
   *
   * @throws KafkaException if the broker's host name is unknown: a container has a name only while
   *     it runs, and after a reboot containers start in any order
   */
  public synchronized Admin admin() {
    if (admin == null) {
      Map<String, Object> properties = new HashMap<>(connection);
      properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PROBE_LIMIT_MS);
      properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_LIMIT_MS);
      admin = Admin.create(properties);
    }
    return admin;
  }

  /** Checks whether the broker answers, and creates the topics that are still missing. */
  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  public void probe() {
    try {
      admin().describeCluster(new DescribeClusterOptions().timeoutMs(PROBE_LIMIT_MS)).nodes().get();
      boolean create = !topicsCreated.isDone();
      if (create) {
        Topics.createMissing(admin(), settings, required);
      }
      failures = 0;
      outage.answered();
      if (create) {
        topicsCreated.complete(null);
      }
    } catch (UnknownTopicOrPartitionException justCreated) {
      LOG.debug("The broker does not know the topics yet that it has created", justCreated);
    } catch (ExecutionException failed) {
      failed(failed.getCause());
    } catch (KafkaException failed) {
      failed(failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(Throwable cause) {
    String because = cause.getMessage();
    if (cause.getCause() != null) {
      because += ": " + cause.getCause().getMessage();
    }
    if (cause instanceof AuthenticationException) {
      outage.refused(
          because
              + "; correct kafka.security.protocol and the kafka.sasl.* and kafka.ssl.* settings");
    } else if (cause instanceof ApiException && !(cause instanceof RetriableException)) {
      outage.refused(because);
    } else {
      failures++;
      if (failures >= FAILURES_OF_AN_OUTAGE || !topicsCreated.isDone()) {
        outage.away(because);
      }
    }
  }

  @PreDestroy
  public synchronized void close() {
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
    }
  }
}
