package io.alphascope.aggregator.broker;

import io.alphascope.aggregator.Outage;
import io.alphascope.events.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/** The Kafka broker, which may be away: at the start, and at any time later. */
@ApplicationScoped
public class Broker {

  private static final Logger LOG = Logger.getLogger(Broker.class);

  /** Group of the curvature service's live consumers. */
  public static final String CURVATURE_GROUP = "curvature-service";

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final Map<String, Object> connection;
  private final Outage outage;
  private Admin admin;

  /**
   * @param settings what is set as {@code kafka.*}
   */
  Broker(@Identifier("default-kafka-broker") Map<String, Object> settings) {
    Map<String, Object> own = new HashMap<>(settings);
    // Quarkus names a group after the application; each client here has its own, or none.
    own.remove(ConsumerConfig.GROUP_ID_CONFIG);
    connection = Map.copyOf(own);
    outage = new Outage(LOG, "Kafka");
  }

  /** How every client reaches the broker: addresses, security, whatever is set. */
  public Map<String, Object> connection() {
    return connection;
  }

  private String address() {
    return String.valueOf(connection.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
  }

  /** Asks the broker whether it is there. */
  public void probe() {
    ask(admin -> admin.describeCluster().nodes().get());
  }

  /** Why the broker is away, as of the last time it was asked. */
  public Optional<String> awayBecause() {
    return outage.reason();
  }

  /**
   * Records of a topic that a consumer group has not yet committed; where it has committed nothing,
   * all that the topic holds. Empty if the broker is away or the topic does not exist.
   */
  public OptionalLong lag(Topic topic, String group) {
    Optional<Long> lag = ask(admin -> GroupLag.records(admin, topic, group));
    return lag.isPresent() ? OptionalLong.of(lag.get()) : OptionalLong.empty();
  }

  /** As {@link #lag}, with the age of the oldest record; costs a few more questions. */
  public Optional<GroupLag> lagWithAge(Topic topic, String group) {
    return ask(admin -> GroupLag.of(admin, topic, group, Clock.systemUTC()));
  }

  private interface Question<T> {
    T of(Admin admin) throws ExecutionException, InterruptedException;
  }

  private <T> Optional<T> ask(Question<T> question) {
    try {
      T answer = question.of(admin());
      outage.back();
      return Optional.of(answer);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      trouble(cause);
    } catch (KafkaException failed) {
      trouble(failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private void trouble(Throwable cause) {
    String because = address() + ": " + cause.getMessage();
    if (cause.getCause() != null) {
      because += ": " + cause.getCause().getMessage();
    }
    if (cause instanceof AuthenticationException) {
      outage.refused(
          because
              + "; correct kafka.security.protocol and the kafka.sasl.* and kafka.ssl.* settings");
    } else {
      outage.away(because);
    }
  }

  private synchronized Admin admin() {
    if (admin == null) {
      Map<String, Object> properties = new HashMap<>(connection);
      properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "alphascope-aggregator-admin");
      properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_LIMIT.toMillis());
      properties.put(
          AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_LIMIT.toMillis());
      admin = Admin.create(properties);
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
    }
  }
}
