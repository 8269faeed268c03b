package io.alphascope.aggregator.database;

import io.agroal.api.AgroalDataSource;
import io.alphascope.events.ObservedQuantity;
import io.alphascope.service.availability.Dependency;
import io.alphascope.service.availability.Outage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The database, which may be away when the aggregator starts, and at any time later. It is migrated
 * when it is first reached.
 */
@Readiness
@Default
@ApplicationScoped
public class Database implements Dependency {

  private static final Logger LOG = Logger.getLogger(Database.class);

  private static final String DISK_FULL = "53100";

  private static final String REMEDY =
      "correct quarkus.datasource.jdbc.url, .username and .password, or the role in PostgreSQL";

  private static final String OWN_DATABASE =
      "give the aggregator a database of its own, or restore a backup";

  /** Writes some megabytes, which the end of the transaction removes. */
  private static final String WRITE_SOMETHING =
      "CREATE TEMPORARY TABLE room ON COMMIT DROP AS SELECT generate_series(1, 200000)";

  /** Long: a database of low priority may have to wait for a processor, which is no outage. */
  private static final int PROBE_LIMIT_SECONDS = 10;

  private final Jdbi jdbi;
  private final Flyway flyway;
  private final Outage outage = new Outage(LOG, "PostgreSQL");
  private volatile boolean migrated;

  /** Whether its disk was full at the last write; then a successful read proves nothing. */
  private volatile boolean full;

  /** From then on connections are closed, which is no outage. */
  private volatile boolean stopping;

  Database(AgroalDataSource dataSource, Flyway flyway) {
    jdbi = Jdbi.create(dataSource).installPlugin(new RecordMapping());
    this.flyway = flyway;
  }

  /**
   * Does the work in a transaction: committed if the work returns, rolled back if it throws.
   *
   * @throws DatabaseAwayException if the database is away, or the connection was lost before the
   *     commit
   * @throws IllegalStateException if the database refuses a statement of the work
   * @throws X if the work does
   */
  public <T, X extends Exception> T inTransaction(HandleCallback<T, X> work)
      throws DatabaseAwayException, X {
    migrateOnce();
    return transaction(work);
  }

  /** As {@link #inTransaction}, for work without a result. */
  public <X extends Exception> void useTransaction(HandleConsumer<X> work)
      throws DatabaseAwayException, X {
    inTransaction(work.asCallback());
  }

  private <T, X extends Exception> T transaction(HandleCallback<T, X> work)
      throws DatabaseAwayException, X {
    try {
      T result = jdbi.inTransaction(work);
      if (!full) {
        outage.answered();
      }
      return result;
    } catch (JdbiException failed) {
      SQLException cause = sqlCause(failed);
      throwIfUnusable(cause, failed);
      throw new IllegalStateException(
          "PostgreSQL refuses a statement: " + (cause == null ? failed : cause).getMessage(),
          failed);
    }
  }

  /**
   * Takes the lock of those who compute summaries, until the transaction ends: for changes that
   * summaries must not see half-way.
   */
  public static void lockSummaries(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('observation_summaries', 0))");
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
  }

  /** Checks whether the database answers, and migrates it if that has not been done yet. */
  @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
  public void probe() {
    try {
      if (full) {
        inTransaction(handle -> handle.execute(WRITE_SOMETHING));
        full = false;
      }
      inTransaction(handle -> handle.getConnection().isValid(PROBE_LIMIT_SECONDS));
    } catch (DatabaseAwayException | SQLException away) {
      LOG.debug("probe", away);
    }
  }

  @Override
  public String name() {
    return "database";
  }

  /** As of the last time it was used or probed. */
  @Override
  public Optional<String> trouble() {
    return outage.reason();
  }

  private synchronized void migrateOnce() throws DatabaseAwayException {
    if (migrated) {
      return;
    }
    try {
      flyway.migrate();
      completeQuantities();
      migrated = true;
    } catch (FlywayValidateException other) {
      throw refused(schemaOfAnotherVersion(other), other);
    } catch (FlywayException failed) {
      SQLException cause = sqlCause(failed);
      throwIfUnusable(cause, failed);
      String because = firstLine(failed.getMessage());
      if (cause != null) {
        because += ": " + firstLine(cause.getMessage());
      }
      throw refused("its schema cannot be migrated: " + because + "; " + OWN_DATABASE, failed);
    }
  }

  /** After the migrations, which cannot contain quantities that were added later. */
  private void completeQuantities() throws DatabaseAwayException {
    try {
      transaction(
          handle -> {
            QuantityColumns.complete(handle, ObservedQuantity.ALL, ObservedQuantity.OF_A_LAYER);
            return null;
          });
    } catch (IllegalStateException unfit) {
      throw refused(
          "its columns do not fit the quantities: " + unfit.getMessage() + "; " + OWN_DATABASE,
          unfit);
    }
  }

  /** Null if the failure has another cause. */
  private static SQLException sqlCause(Exception failed) {
    Throwable cause = failed;
    while (cause != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    return (SQLException) cause;
  }

  /** Flyway's message: a headline, then what is wrong with which migration. */
  private static String schemaOfAnotherVersion(FlywayValidateException other) {
    return other.getMessage().lines().skip(1).findFirst().orElse(other.getMessage())
        + " So its schema is a newer version's, or was changed by hand: start the version that"
        + " migrated it last, or restore a backup";
  }

  /**
   * Throws if the database could not be used at all; otherwise its answer was about the statement.
   *
   * @param cause what the database or its driver said; null if the failure has another cause
   */
  private void throwIfUnusable(SQLException cause, Exception failed) throws DatabaseAwayException {
    if (cause == null || !(isAway(cause) || isRefusal(cause))) {
      return;
    }
    String because = firstLine(cause.getMessage());
    if (isRefusal(cause)) {
      throw refused(because + "; " + REMEDY, failed);
    }
    // Only the cause names an unknown host.
    if (cause.getCause() != null && cause.getCause().getMessage() != null) {
      because += " " + cause.getCause();
    }
    if (DISK_FULL.equals(cause.getSQLState())) {
      full = true;
    }
    if (!stopping) {
      outage.away(because);
    }
    throw new DatabaseAwayException(because, failed);
  }

  private DatabaseAwayException refused(String because, Exception failed) {
    outage.refused(because);
    return new DatabaseAwayException(because, failed);
  }

  private static String firstLine(String message) {
    return Optional.ofNullable(message)
        .flatMap(text -> text.strip().lines().findFirst())
        .orElse("no reason given");
  }

  /**
   * Classes of SQLSTATE after which a retry may succeed: 08 connection, 53 resources, 57 operator
   * intervention (shutting down, starting up), 40 transaction rolled back, 58 system error. Agroal
   * reports that it has no connection without any state.
   */
  private static boolean isAway(SQLException failed) {
    String state = failed.getSQLState();
    return state == null || state.matches("(08|53|57|40|58).*");
  }

  /** Classes of SQLSTATE that only other settings can correct: 28 login, 3D no such database. */
  private static boolean isRefusal(SQLException failed) {
    String state = failed.getSQLState();
    return state != null && state.matches("(28|3D).*");
  }
}
