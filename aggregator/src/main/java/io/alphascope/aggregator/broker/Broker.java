package io.alphascope.aggregator.broker;

import io.alphascope.aggregator.Outage;
import io.alphascope.events.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The Kafka broker, which may be away: at the start, and at any time later. */
@ApplicationScoped
public class Broker {

  private static final Logger LOG = Logger.getLogger(Broker.class);

  /** Group of the curvature service's live consumers. */
  public static final String CURVATURE_GROUP = "curvature-service";

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  private final String bootstrapServers;
  private final Outage outage;
  private Admin admin;

  Broker(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    outage = new Outage(LOG, "Kafka");
  }

  /** Where the broker is, as clients are told. */
  public String bootstrapServers() {
    return bootstrapServers;
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
      outage.away(bootstrapServers + ": " + cause.getMessage());
    } catch (KafkaException failed) {
      outage.away(bootstrapServers + ": " + failed.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                  bootstrapServers,
                  AdminClientConfig.CLIENT_ID_CONFIG,
                  "alphascope-aggregator-admin",
                  AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                  (int) ANSWER_LIMIT.toMillis(),
                  AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                  (int) ANSWER_LIMIT.toMillis()));
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
