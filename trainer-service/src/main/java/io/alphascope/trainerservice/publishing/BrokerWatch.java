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
import org.jboss.logging.Logger.Level;

/**
 * Asks the broker every second whether it is there; says in the log when that changes. That it is
 * not there yet when this service starts is no warning: both may have been started at once.
 */
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
  private boolean everReached;
  private boolean saidAway;
  private boolean saidRefused;

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
      if (saidAway || saidRefused) {
        LOG.infof("Kafka at %s answers again", address());
      }
      everReached = true;
      saidAway = false;
      saidRefused = false;
      reachable = true;
    } catch (ExecutionException | KafkaException e) {
      reachable = false;
      say(e instanceof ExecutionException ? e.getCause() : e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(Throwable cause) {
    if (cause instanceof AuthenticationException refused) {
      if (!saidRefused) {
        saidRefused = true;
        LOG.error(broker.refusal(refused));
      }
    } else if (!saidAway) {
      saidAway = true;
      String because = cause.getMessage();
      if (cause.getCause() != null) {
        because += ": " + cause.getCause().getMessage();
      }
      LOG.logf(
          everReached ? Level.WARN : Level.INFO,
          "Kafka at %s does not answer (%s); waiting for it",
          address(),
          because);
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
