package io.alphascope.aggregator.postgres;

import io.agroal.api.AgroalDataSource;
import io.alphascope.aggregator.Outage;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * The database, which may be away: at the start, and at any time later. It is migrated when it is
 * first reached.
 */
@ApplicationScoped
public class Database {

  private static final Logger LOG = Logger.getLogger(Database.class);

  private final AgroalDataSource dataSource;
  private final Flyway flyway;
  private final Outage outage = new Outage(LOG, "PostgreSQL");
  private volatile boolean migrated;

  Database(AgroalDataSource dataSource, Flyway flyway) {
    this.dataSource = dataSource;
    this.flyway = flyway;
  }

  /** Work within one transaction on one connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Does the work in a transaction, which ends with it: committed if it returns, else rolled back.
   *
   * @throws DatabaseAwayException if the database is away, or was lost before the commit
   * @throws IllegalStateException if the database refuses the work itself
   */
  public <T> T inTransaction(Work<T> work) throws DatabaseAwayException {
    migrateOnce();
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      T result;
      try {
        result = work.on(connection);
        connection.commit();
      } catch (SQLException | RuntimeException failed) {
        rollBack(connection, failed);
        throw failed;
      }
      outage.back();
      return result;
    } catch (SQLException failed) {
      if (isAway(failed)) {
        throw away(failed);
      }
      throw new IllegalStateException("PostgreSQL refuses: " + failed.getMessage(), failed);
    }
  }

  /** Asks the database whether it is there, and migrates it if that is still to be done. */
  public void probe() {
    try {
      inTransaction(connection -> connection.isValid(1));
    } catch (DatabaseAwayException away) {
      LOG.debug("probe", away);
    }
  }

  /** Why the database is away, as of the last time it was used or probed. */
  public Optional<String> awayBecause() {
    return outage.reason();
  }

  private synchronized void migrateOnce() throws DatabaseAwayException {
    if (migrated) {
      return;
    }
    try {
      flyway.migrate();
      migrated = true;
    } catch (FlywayException failed) {
      throw away(failed);
    }
  }

  private DatabaseAwayException away(Exception failed) {
    Throwable cause = failed;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    String because = cause.getMessage().strip().lines().findFirst().orElse("no reason given");
    outage.away(because);
    return new DatabaseAwayException(because, failed);
  }

  private static void rollBack(Connection connection, Exception failed) {
    try {
      connection.rollback();
    } catch (SQLException lost) {
      failed.addSuppressed(lost);
    }
  }

  /**
   * Classes of SQLSTATE that a retry may heal: 08 connection, 53 resources, 57 operator
   * intervention (shutting down, starting up), 40 transaction rolled back, 58 system error. Agroal
   * reports a pool without connections with no state at all.
   */
  private static boolean isAway(SQLException failed) {
    String state = failed.getSQLState();
    return state == null || state.matches("(08|53|57|40|58).*");
  }
}
