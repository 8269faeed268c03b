package io.alphascope.aggregator.postgres;

import io.alphascope.events.ObservedQuantity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All observations of a run, by step and curvature, however many: they pass one by one. */
@ApplicationScoped
public class ExportQuery {

  /** Names of the columns, in order. */
  public static final List<String> COLUMNS =
      Stream.concat(
              Stream.of(
                  "run", "step", "epoch", "batch_size", "learning_rate", "curvature", "status"),
              ObservedQuantity.ALL.stream().map(ObservedQuantity::name))
          .toList();

  private static final int FETCHED_AT_ONCE = 1_000;

  private static final String ROWS =
      "SELECT "
          + String.join(", ", COLUMNS)
          + " FROM observations WHERE run = ? AND (? OR curvature = ANY (?))"
          + " ORDER BY step, curvature";

  private final Database database;

  ExportQuery(Database database) {
    this.database = database;
  }

  /** Takes a row's values, in the order of {@link #COLUMNS}; null where there is none. */
  public interface Target {
    void row(List<Object> values) throws IOException;
  }

  /** The target could not take a row. */
  private static final class TargetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TargetException(IOException cause) {
      super(cause);
    }

    @Override
    public synchronized IOException getCause() {
      return (IOException) super.getCause();
    }
  }

  /** Whether there is such a run, or an observation of it. */
  public boolean knows(String run) throws DatabaseAwayException {
    return database.inTransaction(
        connection ->
            !Rows.of(
                    connection,
                    "SELECT run FROM runs WHERE run = ?"
                        + " UNION ALL (SELECT run FROM observations WHERE run = ? LIMIT 1)",
                    run,
                    run)
                .isEmpty());
  }

  /**
   * Passes the rows on.
   *
   * @param curvatures only these; empty: all
   * @throws IOException if the target throws it
   */
  public void forEach(String run, List<String> curvatures, Target target)
      throws DatabaseAwayException, IOException {
    try {
      database.inTransaction(
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
              Array chosen = connection.createArrayOf("text", curvatures.toArray());
              statement.setString(1, run);
              statement.setBoolean(2, curvatures.isEmpty());
              statement.setArray(3, chosen);
              // Only with this, and within a transaction, does the driver not read all at once.
              statement.setFetchSize(FETCHED_AT_ONCE);
              try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                  List<Object> values = new ArrayList<>(COLUMNS.size());
                  for (int column = 1; column <= COLUMNS.size(); column++) {
                    values.add(results.getObject(column));
                  }
                  pass(values, target);
                }
              }
              return null;
            }
          });
    } catch (TargetException failed) {
      throw failed.getCause();
    }
  }

  private static void pass(List<Object> values, Target target) {
    try {
      target.row(values);
    } catch (IOException failed) {
      throw new TargetException(failed);
    }
  }
}
