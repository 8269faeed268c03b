package io.alphascope.aggregator.series;

import io.alphascope.aggregator.database.ColumnValues;
import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.events.ObservedQuantity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** All rows of a run; they are passed on one by one. */
@ApplicationScoped
public class ExportQuery {

  /** What can be exported. */
  public enum Table {
    /** By step and curvature. */
    OBSERVATIONS(
        "observations",
        List.of("run", "step", "epoch", "batch_size", "learning_rate", "curvature", "status"),
        ObservedQuantity.ALL,
        "step, curvature"),
    /** The layers of observations, by curvature, step and place in the network. */
    LAYERS(
        "layer_observations",
        List.of("run", "step", "curvature", "layer"),
        ObservedQuantity.OF_A_LAYER,
        "curvature, step, place");

    private final List<String> columns;
    private final String sql;

    Table(String table, List<String> first, List<ObservedQuantity> quantities, String order) {
      columns =
          Stream.concat(first.stream(), quantities.stream().map(ObservedQuantity::name)).toList();
      sql =
          """
          SELECT %s FROM %s WHERE run = :run AND (:all OR curvature = ANY (:curvatures))
          ORDER BY %s\
          """
              .formatted(String.join(", ", columns), table, order);
    }

    /** Names of the columns, in order. */
    public List<String> columns() {
      return columns;
    }

    /** In JSON, the name of the list of rows. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int FETCHED_AT_ONCE = 1_000;

  private static final String KNOWN =
      """
      SELECT EXISTS (SELECT FROM runs WHERE run = :run)
        OR EXISTS (SELECT FROM observations WHERE run = :run)\
      """;

  private final Database database;

  ExportQuery(Database database) {
    this.database = database;
  }

  /** Takes a row; its values are in the order of the table's columns, absent ones null. */
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
  public void forEach(Table table, String run, List<String> curvatures, Target target)
      throws DatabaseAwayException, IOException {
    database.useTransaction(
        handle -> {
          try (var rows =
              handle
                  .createQuery(table.sql)
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
