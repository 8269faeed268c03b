package io.alphascope.aggregator.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows as maps from column to value, in the order of the columns; null where there is none. Times
 * are instants, arrays those of Java.
 */
final class Rows {

  private Rows() {}

  static List<Map<String, Object>> of(Connection connection, String sql, Object... parameters)
      throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(current(results));
        }
      }
    }
    return rows;
  }

  static Map<String, Object> current(ResultSet results) throws SQLException {
    ResultSetMetaData columns = results.getMetaData();
    Map<String, Object> row = new LinkedHashMap<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      row.put(columns.getColumnLabel(column), value(results, columns, column));
    }
    return row;
  }

  private static Object value(ResultSet results, ResultSetMetaData columns, int column)
      throws SQLException {
    if (!columns.getColumnTypeName(column).equals("timestamptz")) {
      Object value = results.getObject(column);
      return value instanceof Array array ? array.getArray() : value;
    }
    OffsetDateTime time = results.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
