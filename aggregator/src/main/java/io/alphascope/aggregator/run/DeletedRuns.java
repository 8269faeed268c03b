package io.alphascope.aggregator.run;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/**
 * Runs that were deleted. A deletion takes two transactions: the first marks the run, and nothing
 * of it is shown or stored from then on; the second removes its rows, which may take long and
 * blocks nobody. The second may follow later: every second, the rows of marked runs are removed.
 */
@ApplicationScoped
public class DeletedRuns {

  private static final Logger LOG = Logger.getLogger(DeletedRuns.class);

  /**
   * Those who write rows take it as a shared lock before they read the marks; those who mark a run
   * take it exclusively.
   */
  private static final String LOCK = "hashtextextended('deleted_runs', 0)";

  private static final List<String> TABLES =
      List.of(
          "epochs",
          "observations",
          "histograms",
          "layer_observations",
          "statistics",
          "dead_letters",
          "run_workloads",
          "gradient_disagreements");

  /** Removed after the observations, because their removal marks buckets. */
  private static final List<String> TABLES_OF_BUCKETS =
      List.of("observation_summaries", "stale_buckets");

  private final Database database;

  DeletedRuns(Database database) {
    this.database = database;
  }

  /** Ids, the last deleted first. */
  public List<String> ids() throws DatabaseAwayException {
    return ids("SELECT run FROM deleted_runs ORDER BY deleted_at DESC, run");
  }

  /** Deletes a run; returns when none of its rows is left. */
  public void delete(String run) throws DatabaseAwayException {
    database.useTransaction(handle -> mark(handle, Set.of(run)));
    remove(run);
  }

  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void removeMarked() {
    try {
      for (String run : ids("SELECT run FROM deleted_runs WHERE NOT removed")) {
        remove(run);
      }
    } catch (DatabaseAwayException away) {
      LOG.debug("Nothing to do while the database is away", away);
    }
  }

  /**
   * Marks runs; waits until transactions that are storing rows have ended. Call it before {@link
   * #among} if both are in the same transaction.
   */
  public static void mark(Handle handle, Set<String> runs) {
    if (runs.isEmpty()) {
      return;
    }
    handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
    for (String run : runs) {
      handle.execute("INSERT INTO deleted_runs (run) VALUES (?) ON CONFLICT (run) DO NOTHING", run);
      handle.execute("DELETE FROM runs WHERE run = ?", run);
    }
  }

  /** The runs that are marked; until the transaction ends, no other run can be marked. */
  public static Set<String> among(Handle handle, Set<String> runs) {
    handle.execute("SELECT pg_advisory_xact_lock_shared(" + LOCK + ")");
    return handle
        .createQuery("SELECT run FROM deleted_runs WHERE run = ANY (:runs)")
        .bindArray("runs", String.class, runs)
        .mapTo(String.class)
        .set();
  }

  private List<String> ids(String sql) throws DatabaseAwayException {
    return database.inTransaction(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  private void remove(String run) throws DatabaseAwayException {
    database.useTransaction(
        handle -> {
          if (handle.execute(
                  "UPDATE deleted_runs SET removed = true WHERE run = ? AND NOT removed", run)
              == 0) {
            return;
          }
          TABLES.forEach(table -> removeFrom(handle, table, run));
          Database.lockSummaries(handle);
          TABLES_OF_BUCKETS.forEach(table -> removeFrom(handle, table, run));
        });
  }

  private static void removeFrom(Handle handle, String table, String run) {
    handle.execute("DELETE FROM " + table + " WHERE run = ?", run);
  }
}
