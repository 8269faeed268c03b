package io.alphascope.aggregator.postgres;

import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.ObservedQuantity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;

/** A database with our schema, one series in it, and the same series in memory. */
final class SeriesDatabase implements AutoCloseable {

  static final String RUN = "it's a run";
  static final String CURVATURE = "hessian@fresh:256";

  private final TestDatabase database;
  private final Connection connection;

  /** What the database should hold, by step. */
  final Map<Long, CurvatureObserved> series = new TreeMap<>();

  SeriesDatabase(TestDatabase database) throws SQLException {
    this.database = database;
    connection = connect();
  }

  /**
   * Migrates to a version of the schema: "1", say, or "latest", which has the columns of all
   * quantities.
   */
  void migrate(String version) throws SQLException {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), "postgres", "")
        .target(version)
        .load()
        .migrate();
    if (version.equals("latest")) {
      QuantityColumns.complete(connection, ObservedQuantity.ALL);
    } else {
      addColumnsThatTheSinkWrites();
    }
  }

  private void addColumnsThatTheSinkWrites() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (ObservedQuantity quantity : ObservedQuantity.ALL) {
        statement.execute(
            "ALTER TABLE observations ADD COLUMN IF NOT EXISTS %s double precision"
                .formatted(quantity.name()));
      }
    }
  }

  /** One more connection, for another thread. */
  Connection connect() throws SQLException {
    return database.connect();
  }

  void clear() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("TRUNCATE observations");
    }
    series.clear();
  }

  /** As the sink does. */
  void store(Collection<CurvatureObserved> rows) throws SQLException {
    Tables.OBSERVATIONS.write(connection, rows);
    rows.forEach(row -> series.put(row.getStep(), row));
  }

  void delete(long step) throws SQLException {
    query("WITH gone AS (DELETE FROM observations WHERE step = " + step + ") SELECT");
    series.remove(step);
  }

  /** Summarises at most about so many steps, whether they have come to rest or not. */
  long summarise(long mostSteps) throws SQLException {
    return summarise(connection, mostSteps);
  }

  static long summarise(Connection connection, long mostSteps) throws SQLException {
    return (long)
        query(connection, "SELECT summarise_observations('0 s', " + mostSteps + ")").get(0).get(0);
  }

  void summariseAll() throws SQLException {
    while (summarise(1 << 18) > 0) {
      // The larger buckets are due when the smaller ones are done.
    }
  }

  List<NaiveBuckets.Spread> downSampled(String quantity, Long first, Long last, int points)
      throws SQLException {
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

  List<List<Object>> statuses(Long first, Long last, int points) throws SQLException {
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

  List<List<Object>> query(String sql) throws SQLException {
    return query(connection, sql);
  }

  private static List<List<Object>> query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      List<List<Object>> rows = new ArrayList<>();
      while (results.next()) {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
          row.add(results.getObject(column));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
