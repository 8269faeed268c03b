package io.alphascope.aggregator.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * Writes rows into a table by key, all in one statement: one array a column, unnested. A row that
 * is there and equal is left alone, so storing again neither grows the table nor moves {@code
 * stored_at}.
 *
 * <p>Rows of one call must differ in their keys, as {@code ON CONFLICT} demands.
 */
final class Upsert<T> {

  private record Column<T>(String name, String type, boolean key, Function<T, Object> value) {}

  private final List<Column<T>> columns;
  private final String sql;

  private Upsert(String table, List<Column<T>> columns, boolean stamped) {
    this.columns = List.copyOf(columns);
    String arrays = columns.stream().map(c -> "?::" + c.type + "[]").collect(commas());
    List<String> values = columns.stream().filter(c -> !c.key).map(Column::name).toList();
    sql =
        """
        INSERT INTO %s AS kept (%s%s)
        SELECT *%s FROM unnest(%s)
        ON CONFLICT (%s) DO UPDATE SET %s%s
        WHERE (%s) IS DISTINCT FROM (%s)\
        """
            .formatted(
                table,
                columns.stream().map(Column::name).collect(commas()),
                stamped ? ", stored_at" : "",
                stamped ? ", clock_timestamp()" : "",
                arrays,
                columns.stream().filter(Column::key).map(Column::name).collect(commas()),
                values.stream().map(name -> name + " = excluded." + name).collect(commas()),
                stamped ? ", stored_at = excluded.stored_at" : "",
                values.stream().map(name -> "kept." + name).collect(commas()),
                values.stream().map(name -> "excluded." + name).collect(commas()));
  }

  void write(Connection connection, Collection<T> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      List<Array> arrays = new ArrayList<>(columns.size());
      for (Column<T> column : columns) {
        Object[] values = rows.stream().map(column.value).toArray();
        Array array = connection.createArrayOf(column.type, values);
        arrays.add(array);
        statement.setArray(arrays.size(), array);
      }
      statement.executeUpdate();
      for (Array array : arrays) {
        array.free();
      }
    }
  }

  private static Collector<CharSequence, ?, String> commas() {
    return Collectors.joining(", ");
  }

  static final class Builder<T> {

    private final String table;
    private final List<Column<T>> columns = new ArrayList<>();

    Builder(String table) {
      this.table = table;
    }

    Builder<T> key(String name, String type, Function<T, Object> value) {
      columns.add(new Column<>(name, type, true, value));
      return this;
    }

    Builder<T> column(String name, String type, Function<T, Object> value) {
      columns.add(new Column<>(name, type, false, value));
      return this;
    }

    Upsert<T> build() {
      return new Upsert<>(table, columns, false);
    }

    /** For a table with a column {@code stored_at}: when the row came or last changed. */
    Upsert<T> buildStamped() {
      return new Upsert<>(table, columns, true);
    }
  }
}
