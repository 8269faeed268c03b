package io.alphascope.aggregator.database;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A row as a map from column to value, in the order of the columns; absent values are null. Times
 * are {@link java.time.Instant}s, arrays are Java's. For rows with quantities, whose columns are
 * not known when a record is written.
 */
public final class ColumnValues implements RowMapper<Map<String, Object>> {

  @Override
  public Map<String, Object> map(ResultSet row, StatementContext context) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, Object> values = new LinkedHashMap<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      values.put(columns.getColumnLabel(column), value(row, columns, column));
    }
    return values;
  }

  private static Object value(ResultSet row, ResultSetMetaData columns, int column)
      throws SQLException {
    if (columns.getColumnTypeName(column).equals("timestamptz")) {
      OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
      return time == null ? null : time.toInstant();
    }
    Object value = row.getObject(column);
    return value instanceof Array array ? array.getArray() : value;
  }
}
