package io.alphascope.systemtests.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What PostgreSQL gave back, in the types that Grafana's data source makes of it.
 *
 * @param names of the columns
 * @param types number, string, time or boolean, one a column
 * @param rows values, null where there is none
 */
record Answer(List<String> names, List<String> types, List<List<Object>> rows) {
  private static final Set<Integer> NUMBERS =
      Set.of(Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.DOUBLE, Types.REAL, Types.NUMERIC);
  private static final ObjectMapper JSON = new ObjectMapper();

  static Answer of(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      ResultSetMetaData columns = results.getMetaData();
      List<String> names = new ArrayList<>();
      List<String> types = new ArrayList<>();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        names.add(columns.getColumnLabel(column));
        types.add(type(columns.getColumnType(column)));
      }
      List<List<Object>> rows = new ArrayList<>();
      while (results.next()) {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= names.size(); column++) {
          row.add(value(results.getObject(column)));
        }
        rows.add(row);
      }
      return new Answer(names, types, rows);
    } catch (SQLException e) {
      throw new AssertionError(e.getMessage() + "\n" + sql, e);
    }
  }

  private static String type(int sqlType) {
    if (NUMBERS.contains(sqlType)) {
      return "number";
    }
    return switch (sqlType) {
      case Types.VARCHAR -> "string";
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> "time";
      case Types.BIT, Types.BOOLEAN -> "boolean";
      default -> throw new AssertionError("a column of SQL type " + sqlType);
    };
  }

  private static Object value(Object value) {
    if (value instanceof Timestamp time) {
      return time.getTime();
    }
    return value instanceof Number number ? (Object) number.doubleValue() : value;
  }

  List<Object> column(String name) {
    int column = names.indexOf(name);
    if (column < 0) {
      throw new AssertionError("no column " + name + " among " + names);
    }
    return rows.stream().map(row -> row.get(column)).toList();
  }

  List<Double> numbers(String name) {
    return column(name).stream().map(Double.class::cast).toList();
  }

  /** How many numbers there are in columns that are drawn, the x-axis left out. */
  long drawn() {
    return IntStream.range(0, names.size())
        .filter(column -> types.get(column).equals("number") && !names.get(column).equals("x"))
        .mapToLong(column -> rows.stream().filter(row -> row.get(column) != null).count())
        .sum();
  }

  /** As a frame's fields. */
  ArrayNode fields() {
    ArrayNode fields = JSON.createArrayNode();
    for (int column = 0; column < names.size(); column++) {
      ObjectNode field = fields.addObject();
      field.put("name", names.get(column));
      field.put("type", types.get(column));
      int index = column;
      JsonNode values = JSON.valueToTree(rows.stream().map(row -> finite(row.get(index))).toList());
      field.set("values", values);
    }
    return fields;
  }

  /** JSON has no infinity; Grafana leaves such values out as well. */
  private static Object finite(Object value) {
    return value instanceof Double number && !Double.isFinite(number) ? null : value;
  }
}
