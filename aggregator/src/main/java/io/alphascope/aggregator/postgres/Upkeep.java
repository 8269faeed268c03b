package io.alphascope.aggregator.postgres;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Lets the database summarise the buckets of observations in which nothing changes any more, and
 * removes what is left of deleted runs. Answers do not depend on it, only how soon they come. Of
 * several aggregators one at a time is at it.
 */
@ApplicationScoped
class Upkeep {

  private static final Logger LOG = Logger.getLogger(Upkeep.class);

  private static final int SECONDS_BETWEEN = 1;

  private final Database database;
  private final DeletedRuns deletedRuns;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "database-upkeep");
            thread.setDaemon(true);
            return thread;
          });

  Upkeep(Database database, DeletedRuns deletedRuns) {
    this.database = database;
    this.deletedRuns = deletedRuns;
  }

  void start(@Observes StartupEvent started) {
    thread.scheduleWithFixedDelay(this::run, SECONDS_BETWEEN, SECONDS_BETWEEN, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent stopping) {
    thread.shutdownNow();
  }

  /** An exception would end a scheduled task silently. */
  private void run() {
    try {
      deletedRuns.removeMarked();
      while (!thread.isShutdown() && database.inTransaction(Upkeep::summarise) > 0) {
        LOG.debug("More may be due");
      }
    } catch (DatabaseAwayException away) {
      LOG.debug("Nothing to do while the database is away", away);
    } catch (RuntimeException failed) {
      LOG.error("Upkeep of the database failed; it is tried again", failed);
    }
  }

  /** How many buckets were summarised. */
  private static long summarise(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT summarise_observations()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
