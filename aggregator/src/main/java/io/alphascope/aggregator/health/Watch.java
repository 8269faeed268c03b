package io.alphascope.aggregator.health;

import io.alphascope.aggregator.broker.Broker;
import io.alphascope.aggregator.postgres.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks every other second whether broker and database are there, also when nothing flows. */
@ApplicationScoped
class Watch {

  private static final Logger LOG = Logger.getLogger(Watch.class);

  private static final int SECONDS_BETWEEN = 2;

  private final ScheduledExecutorService looks =
      Executors.newScheduledThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "watch");
            thread.setDaemon(true);
            return thread;
          });

  private final Broker broker;
  private final Database database;

  Watch(Broker broker, Database database) {
    this.broker = broker;
    this.database = database;
  }

  void start(@Observes StartupEvent started) {
    look(broker::probe);
    look(database::probe);
  }

  void stop(@Observes ShutdownEvent stopping) {
    looks.shutdownNow();
  }

  /** An exception would end a scheduled task silently. */
  private void look(Runnable probe) {
    looks.scheduleWithFixedDelay(
        () -> {
          try {
            probe.run();
          } catch (RuntimeException unexpected) {
            LOG.error("A look at broker or database failed", unexpected);
          }
        },
        0,
        SECONDS_BETWEEN,
        TimeUnit.SECONDS);
  }
}
