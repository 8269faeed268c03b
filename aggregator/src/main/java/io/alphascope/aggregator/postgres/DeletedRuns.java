package io.alphascope.aggregator.postgres;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs that were deleted. Deleting takes two transactions: one marks the run, and nothing of it is
 * shown or stored from then on; the other removes its rows, which takes as long as there are many
 * and keeps nobody waiting meanwhile. What marks a run need not remove it: {@link Upkeep} does.
 */
@ApplicationScoped
public class DeletedRuns {

  /** Writers of rows take it shared, after which they look at the marks; whoever marks, alone. */
  private static final String LOCK = "hashtextextended('deleted_runs', 0)";

  private static final List<String> TABLES =
      List.of(
          "epochs",
          "observations",
          "statistics",
          "dead_letters",
          "run_workloads",
          "gradient_disagreements",
          // After the observations, whose removal marks buckets anew.
          "observation_summaries",
          "stale_buckets");

  private final Database database;

  DeletedRuns(Database database) {
    this.database = database;
  }

  /** Ids, the last deleted first. */
  public List<String> ids() throws DatabaseAwayException {
    return database.inTransaction(
        connection ->
            ids(connection, "SELECT run FROM deleted_runs ORDER BY deleted_at DESC, run"));
  }

  /** Deletes a run; returns when nothing of it is left. */
  public void delete(String run) throws DatabaseAwayException {
    database.inTransaction(
        connection -> {
          mark(connection, Set.of(run));
          return null;
        });
    remove(run);
  }

  /** Removes what is left of runs that were only marked. */
  void removeMarked() throws DatabaseAwayException {
    for (String run :
        database.inTransaction(
            connection -> ids(connection, "SELECT run FROM deleted_runs WHERE NOT removed"))) {
      remove(run);
    }
  }

  /**
   * Marks runs within a transaction, when all that was stored before is committed. To be called
   * before {@link #among} if it is in the same transaction.
   */
  static void mark(Connection connection, Set<String> runs) throws SQLException {
    if (runs.isEmpty()) {
      return;
    }
    lock(connection, "pg_advisory_xact_lock(" + LOCK + ")");
    execute(
        connection,
        "INSERT INTO deleted_runs (run) SELECT unnest(?) ON CONFLICT (run) DO NOTHING",
        runs);
    execute(connection, "DELETE FROM runs WHERE run = ANY (?)", runs);
  }

  /** Those of the runs that are marked; until the transaction ends, no others will be. */
  static Set<String> among(Connection connection, Set<String> runs) throws SQLException {
    lock(connection, "pg_advisory_xact_lock_shared(" + LOCK + ")");
    return Set.copyOf(
        ids(
            connection,
            "SELECT run FROM deleted_runs WHERE run = ANY (?)",
            textArray(connection, runs)));
  }

  private void remove(String run) throws DatabaseAwayException {
    database.inTransaction(
        connection -> {
          if (ids(
                  connection,
                  "SELECT run FROM deleted_runs WHERE run = ? AND NOT removed FOR UPDATE",
                  run)
              .isEmpty()) {
            return null;
          }
          for (String table : TABLES) {
            if (table.equals("observation_summaries")) {
              // Waits for summaries that are being made of rows that are gone now.
              lock(
                  connection,
                  "pg_advisory_xact_lock(hashtextextended('observation_summaries', 0))");
            }
            execute(connection, "DELETE FROM " + table + " WHERE run = ANY (?)", Set.of(run));
          }
          execute(
              connection,
              "UPDATE deleted_runs SET removed = true WHERE run = ANY (?)",
              Set.of(run));
          return null;
        });
  }

  private static List<String> ids(Connection connection, String sql, Object... parameters)
      throws SQLException {
    return Rows.of(connection, sql, parameters).stream()
        .map((Map<String, Object> row) -> (String) row.get("run"))
        .collect(Collectors.toList());
  }

  private static void lock(Connection connection, String function) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT " + function);
    }
  }

  private static void execute(Connection connection, String sql, Collection<String> runs)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, textArray(connection, runs));
      statement.executeUpdate();
    }
  }

  private static Array textArray(Connection connection, Collection<String> texts)
      throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }
}
