package io.alphascope.aggregator.postgres;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.logging.Logger;

/**
 * Lets the database summarise the buckets of observations in which nothing changes any more, and
 * removes what is left of deleted runs. Answers do not depend on it, only how soon they come. Of
 * several aggregators, only one at a time does it.
 */
@ApplicationScoped
class Upkeep {

  private static final Logger LOG = Logger.getLogger(Upkeep.class);

  private final Database database;
  private final DeletedRuns deletedRuns;
  private volatile boolean closing;

  Upkeep(Database database, DeletedRuns deletedRuns) {
    this.database = database;
    this.deletedRuns = deletedRuns;
  }

  void stop(@Observes ShutdownEvent stopping) {
    closing = true;
  }

  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      deletedRuns.removeMarked();
      while (!closing && database.inTransaction(Upkeep::summarise) > 0) {
        LOG.debug("More may be due");
      }
    } catch (DatabaseAwayException away) {
      LOG.debug("Nothing to do while the database is away", away);
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
