package io.alphascope.curvatureservice.broker;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.config.KafkaProperties;
import io.alphascope.events.Topic;
import io.alphascope.events.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Waits for Kafka and watches it. Says once in the log that it is away, once that it refuses this
 * service, and once that it is back. That it is not there yet when this service starts is no
 * warning: both may have been started at once.
 *
 * <p>Kafka's clients wait by themselves; this is for those who want to know why nothing moves.
 */
@ApplicationScoped
public class Broker {

  private static final Logger LOG = Logger.getLogger(Broker.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int REQUEST_TIMEOUT_MS = 4_000;

  /** One late answer is no outage. */
  private static final int FAILURES_OF_AN_OUTAGE = 2;

  private final CurvatureServiceConfig config;
  private final KafkaProperties kafka;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "broker-watch");
            thread.setDaemon(true);
            return thread;
          });
  private final CompletableFuture<Void> topicsCreated = new CompletableFuture<>();
  private volatile Admin admin;
  private volatile String trouble = "not asked yet";
  private int failures;
  private boolean saidAway;
  private boolean saidRefused;

  @Inject
  Broker(CurvatureServiceConfig config, KafkaProperties kafka) {
    this.config = config;
    this.kafka = kafka;
  }

  /** Begins to watch. */
  public void start() {
    watch.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Done when the broker has answered and the topics exist. */
  public CompletionStage<Void> topicsCreated() {
    return topicsCreated;
  }

  /** Why nothing can be had from the broker at the moment; empty if all is well. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** An administrative client, if one could be made. */
  Optional<Admin> admin() {
    return Optional.ofNullable(admin);
  }

  long stepsRetentionBytes() {
    return config.stepsRetentionBytes();
  }

  private void look() {
    try {
      if (admin == null) {
        admin = Admin.create(properties());
      }
      admin.describeCluster().nodes().get();
      if (!topicsCreated.isDone()) {
        Topics.awaitCreated(
            kafka.connection(),
            config.stream(),
            this::away,
            Topic.STEPS,
            Topic.RUNS,
            Topic.OBSERVATIONS,
            Topic.REPLAYS,
            Topic.STEPS_DEAD_LETTER);
        topicsCreated.complete(null);
      }
      answered();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof AuthenticationException refused) {
        refused(Topics.refusal(kafka.connection(), refused));
      } else {
        didNotAnswer(failed.getCause().getMessage());
      }
    } catch (KafkaException failed) {
      // A host name that cannot be resolved yet fails here, too.
      didNotAnswer(rootMessage(failed));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException unexpected) {
      LOG.error("watching the broker failed; trying again", unexpected);
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = kafka.connection();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    return properties;
  }

  private static String rootMessage(Throwable failure) {
    return failure.getCause() == null
        ? failure.getMessage()
        : failure.getMessage() + ": " + rootMessage(failure.getCause());
  }

  private void answered() {
    failures = 0;
    trouble = null;
    if (saidAway || saidRefused) {
      saidAway = false;
      saidRefused = false;
      LOG.infof("Kafka at %s is there again; going on", address());
    }
  }

  private void refused(String reason) {
    trouble = reason;
    if (!saidRefused) {
      saidRefused = true;
      LOG.error(reason);
    }
  }

  private void didNotAnswer(String reason) {
    failures++;
    if (failures < FAILURES_OF_AN_OUTAGE && topicsCreated.isDone()) {
      return;
    }
    trouble = "Kafka at %s does not answer: %s; waiting for it".formatted(address(), reason);
    if (!saidAway) {
      saidAway = true;
      LOG.log(topicsCreated.isDone() ? Level.WARN : Level.INFO, trouble);
    }
  }

  /**
   * Of the wait for topics, which the broker left or refused meanwhile; it tells each reason once.
   */
  private void away(String reason) {
    trouble = reason;
    saidAway = true;
    LOG.warn(reason);
  }

  private Object address() {
    return kafka.connection().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
  }

  @PreDestroy
  void stop() {
    watch.shutdownNow();
    Admin current = admin;
    if (current != null) {
      current.close(Duration.ofSeconds(1));
    }
  }
}
