package io.alphascope.trainerservice.publishing;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jboss.logging.Logger;

/** Asks the broker every second whether it is there; says in the log when that changes. */
@ApplicationScoped
public class BrokerWatch {

  private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final Broker broker;
  private final ScheduledExecutorService watching =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "broker-watch");
            thread.setDaemon(true);
            return thread;
          });
  private Admin admin;
  private volatile boolean reachable;
  private boolean said;

  BrokerWatch(Broker broker) {
    this.broker = broker;
  }

  /** Begins to ask. */
  public void start() {
    watching.scheduleWithFixedDelay(this::ask, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the broker answered the last time it was asked. */
  public boolean isReachable() {
    return reachable;
  }

  /** The broker's address, for messages. */
  public String address() {
    return broker.bootstrapServers();
  }

  private void ask() {
    try {
      if (admin == null) {
        admin = broker.newAdmin(TIMEOUT);
      }
      admin.describeCluster().nodes().get();
      if (said) {
        LOG.infof("Kafka at %s answers again", address());
      }
      said = false;
      reachable = true;
    } catch (ExecutionException | KafkaException e) {
      reachable = false;
      if (!said) {
        said = true;
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        LOG.warnf(
            cause instanceof AuthenticationException
                ? "Kafka at %s refuses this client (%s); correct kafka.security.protocol and the"
                    + " kafka.sasl.* and kafka.ssl.* settings, trying again"
                : "Kafka at %s does not answer (%s); waiting for it",
            address(), cause.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void close() {
    watching.shutdownNow();
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
