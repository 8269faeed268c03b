package io.alphascope.aggregator.sink;

import io.alphascope.aggregator.database.ColumnValues;
import io.alphascope.aggregator.database.Migration;
import io.alphascope.aggregator.database.RecordMapping;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A database with our schema, one series in it, and the same series in memory. */
public final class SeriesDatabase implements AutoCloseable {

  public static final String RUN = "it's a run";
  public static final String CURVATURE = "hessian@fresh:256";

  private final TestDatabase database;

  /** A connection in auto-commit mode. */
  public final Handle handle;

  /** What the database should hold, by step. */
  public final Map<Long, CurvatureObserved> series = new TreeMap<>();

  public SeriesDatabase(TestDatabase database) throws SQLException {
    this.database = database;
    handle = connect();
  }

  /** With the latest schema. */
  public static SeriesDatabase migrated(TestDatabase empty) throws SQLException {
    SeriesDatabase database = new SeriesDatabase(empty);
    database.migrate("latest");
    return database;
  }

  /** As the aggregator talks through a connection. */
  public static Handle handle(Connection connection) {
    return Jdbi.create(connection).installPlugin(new RecordMapping()).open();
  }

  /**
   * Migrates to a version of the schema: "1", say, or "latest", which has the columns of all
   * quantities.
   */
  public void migrate(String version) {
    Migration.migrate(database, handle, version);
  }

  /** One more connection, for another thread. */
  Handle connect() throws SQLException {
    return handle(database.connect());
  }

  void clear() {
    handle.execute("TRUNCATE observations");
    series.clear();
  }

  /** As the sink does. */
  public void store(Collection<CurvatureObserved> rows) {
    Tables.OBSERVATIONS.write(handle, rows);
    rows.forEach(row -> series.put(row.getStep(), row));
  }

  void delete(long step) {
    handle.execute("DELETE FROM observations WHERE step = ?", step);
    series.remove(step);
  }

  /** Summarises at most about so many steps, whether they have come to rest or not. */
  long summarise(long mostSteps) {
    return summarise(handle, mostSteps);
  }

  static long summarise(Handle handle, long mostSteps) {
    return handle
        .select("SELECT summarise_observations('0 s', ?)", mostSteps)
        .mapTo(Long.class)
        .one();
  }

  public void summariseAll() {
    while (summarise(1 << 18) > 0) {
      // The larger buckets are due when the smaller ones are done.
    }
  }

  public List<NaiveBuckets.Spread> downSampled(String quantity, Long first, Long last, int points) {
    return query(
            "SELECT step, step_to, count, minimum, median, maximum FROM %s"
                .formatted(call("down_sampled", quantity, first, last, points)))
        .stream()
        .map(
            row ->
                new NaiveBuckets.Spread(
                    (long) row.get(0),
                    (long) row.get(1),
                    (long) row.get(2),
                    (Double) row.get(3),
                    (Double) row.get(4),
                    (Double) row.get(5)))
        .toList();
  }

  List<List<Object>> statuses(Long first, Long last, int points) {
    return query("SELECT * FROM " + call("down_sampled_statuses", null, first, last, points));
  }

  private static String call(String function, String quantity, Long first, Long last, int points) {
    return "%s('%s', '%s', %s%s, %s, %d)"
        .formatted(
            function,
            RUN.replace("'", "''"),
            CURVATURE,
            quantity == null ? "" : "'" + quantity + "', ",
            first,
            last,
            points);
  }

  public List<List<Object>> query(String sql) {
    return handle
        .select(sql)
        .map(new ColumnValues())
        .map(row -> (List<Object>) new ArrayList<>(row.values()))
        .list();
  }

  @Override
  public void close() {
    handle.close();
  }
}
