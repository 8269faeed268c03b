package io.alphascope.aggregator.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A database of a {@link TestPostgres}, empty at first. */
public record TestDatabase(String jdbcUrl) {

  /** A connection of the test's own, in auto-commit mode. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl);
  }
}
