package io.alphascope.aggregator.series;

import io.alphascope.aggregator.database.ColumnValues;
import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.events.ObservedQuantity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All observations of a run, by step and curvature; they are passed on one by one. */
@ApplicationScoped
public class ExportQuery {

  /** Names of the columns, in order. */
  public static final List<String> COLUMNS =
      Stream.concat(
              Stream.of(
                  "run", "step", "epoch", "batch_size", "learning_rate", "curvature", "status"),
              ObservedQuantity.NAMES.stream())
          .toList();

  private static final int FETCHED_AT_ONCE = 1_000;

  private static final String ROWS =
      """
      SELECT %s FROM observations WHERE run = :run AND (:all OR curvature = ANY (:curvatures))
      ORDER BY step, curvature\
      """
          .formatted(String.join(", ", COLUMNS));

  private static final String KNOWN =
      """
      SELECT EXISTS (SELECT FROM runs WHERE run = :run)
        OR EXISTS (SELECT FROM observations WHERE run = :run)\
      """;

  private final Database database;

  ExportQuery(Database database) {
    this.database = database;
  }

  /** Takes a row; its values are in the order of {@link #COLUMNS}, absent ones null. */
  public interface Target {
    void row(Map<String, Object> values) throws IOException;
  }

  /** Whether the run, or an observation of it, is stored. */
  public boolean knows(String run) throws DatabaseAwayException {
    return database.inTransaction(
        handle -> handle.createQuery(KNOWN).bind("run", run).mapTo(Boolean.class).one());
  }

  /**
   * Passes the rows on.
   *
   * @param curvatures only these; empty: all
   * @throws IOException if the target throws it
   */
  public void forEach(String run, List<String> curvatures, Target target)
      throws DatabaseAwayException, IOException {
    database.useTransaction(
        handle -> {
          try (var rows =
              handle
                  .createQuery(ROWS)
                  .bind("run", run)
                  .bind("all", curvatures.isEmpty())
                  .bindArray("curvatures", String.class, curvatures)
                  // Without this, and outside a transaction, the driver would read all rows at
                  // once.
                  .setFetchSize(FETCHED_AT_ONCE)
                  .map(new ColumnValues())
                  .iterator()) {
            while (rows.hasNext()) {
              target.row(rows.next());
            }
          }
        });
  }
}
