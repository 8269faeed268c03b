package io.alphascope.aggregator.series;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Lets the database summarise the buckets of observations that no longer change. It changes the
 * speed of answers, never their values. Of several aggregators, only one does it at a time.
 *
 * <p>Every 5 s, since each pass computes also the buckets of a running training that are not full
 * yet: with a pass a second, the database spent as much on them as on storing the rows.
 */
@ApplicationScoped
class Summarising {

  private static final Logger LOG = Logger.getLogger(Summarising.class);

  private final Database database;
  private volatile boolean closing;

  Summarising(Database database) {
    this.database = database;
  }

  void stop(@Observes ShutdownEvent stopping) {
    closing = true;
  }

  @Scheduled(every = "5s", delayed = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      while (!closing && summarised() > 0) {
        LOG.debug("More may be due");
      }
    } catch (DatabaseAwayException away) {
      LOG.debug("Nothing to do while the database is away", away);
    }
  }

  /** How many buckets were summarised. */
  private long summarised() throws DatabaseAwayException {
    return database.inTransaction(
        handle -> handle.select("SELECT summarise_observations()").mapTo(Long.class).one());
  }
}
