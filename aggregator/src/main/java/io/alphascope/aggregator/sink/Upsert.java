package io.alphascope.aggregator.sink;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Writes rows into a table by key, all in one statement with one array for each column. A row that
 * is already stored, and equal, is not written again; so storing twice neither grows the table nor
 * changes {@code stored_at}.
 *
 * <p>Rows of one call must differ in their keys, as {@code ON CONFLICT} requires.
 */
final class Upsert<T> {

  /**
   * @param type of an element, if each value is an array: those are sent as text, since PostgreSQL
   *     would unnest arrays of arrays down to their elements
   */
  private record Column<T>(
      String name, String type, boolean isKey, boolean isArray, Function<T, Object> value) {

    String sentType() {
      return isArray ? "text" : type;
    }

    String selected() {
      return isArray ? "CAST(" + name + " AS " + type + "[])" : name;
    }
  }

  private final List<Column<T>> columns;
  private final String sql;

  private Upsert(String table, List<Column<T>> columns, boolean stamped) {
    this.columns = List.copyOf(columns);
    List<Column<T>> values = columns.stream().filter(column -> !column.isKey()).toList();
    sql =
        """
        INSERT INTO %s AS kept (%s%s)
        SELECT %s%s FROM unnest(%s) AS given (%s)
        ON CONFLICT (%s) DO UPDATE SET %s%s
        WHERE (%s) IS DISTINCT FROM (%s)\
        """
            .formatted(
                table,
                columns.stream().map(Column::name).collect(commas()),
                stamped ? ", stored_at" : "",
                columns.stream().map(Column::selected).collect(commas()),
                stamped ? ", clock_timestamp()" : "",
                columns.stream().map(c -> "CAST(? AS " + c.sentType() + "[])").collect(commas()),
                columns.stream().map(Column::name).collect(commas()),
                columns.stream().filter(Column::isKey).map(Column::name).collect(commas()),
                values.stream().map(c -> c.name + " = excluded." + c.name).collect(commas()),
                stamped ? ", stored_at = excluded.stored_at" : "",
                values.stream().map(c -> "kept." + c.name).collect(commas()),
                values.stream().map(c -> "excluded." + c.name).collect(commas()));
  }

  void write(Handle handle, Collection<T> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (Update statement = handle.createUpdate(sql)) {
      for (int i = 0; i < columns.size(); i++) {
        Column<T> column = columns.get(i);
        Object[] values = rows.stream().map(column.value).toArray();
        statement.bind(
            i,
            (place, prepared, context) ->
                prepared.setArray(
                    place, context.getConnection().createArrayOf(column.sentType(), values)));
      }
      statement.execute();
    }
  }

  private static Collector<CharSequence, ?, String> commas() {
    return Collectors.joining(", ");
  }

  static final class Builder<T> {

    private final String table;
    private final List<Column<T>> columns = new ArrayList<>();
    private Descriptor type;
    private Function<T, ? extends Message> message;

    Builder(String table) {
      this.table = table;
    }

    Builder<T> key(String name, String type, Function<T, Object> value) {
      columns.add(new Column<>(name, type, true, false, value));
      return this;
    }

    Builder<T> column(String name, String type, Function<T, Object> value) {
      columns.add(new Column<>(name, type, false, false, value));
      return this;
    }

    /**
     * A column of arrays of numbers.
     *
     * @param type of an element
     */
    Builder<T> arrays(String name, String type, Function<T, List<? extends Number>> values) {
      columns.add(new Column<>(name, type, false, true, row -> literal(values.apply(row))));
      return this;
    }

    /** An array as PostgreSQL reads it. */
    private static String literal(List<? extends Number> numbers) {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** Sets the message whose fields the next calls name. */
    Builder<T> of(Descriptor type, Function<T, ? extends Message> message) {
      this.type = type;
      this.message = message;
      return this;
    }

    /** Keys; each has the name of the field that it stores. */
    Builder<T> keys(String... names) {
      for (String name : names) {
        FieldDescriptor field = type.findFieldByName(name);
        key(name, FieldValue.type(field), valueOf(field));
      }
      return this;
    }

    /** Columns; each has the name of the field that it stores. */
    Builder<T> fields(String... names) {
      return fields((event, value) -> value, names);
    }

    /**
     * Columns; each has the name of the field that it stores.
     *
     * @param told (event, the field's value) → what is stored
     */
    Builder<T> fields(BiFunction<? super T, Object, Object> told, String... names) {
      for (String name : names) {
        FieldDescriptor field = type.findFieldByName(name);
        Function<T, Object> value = valueOf(field);
        column(name, FieldValue.type(field), event -> told.apply(event, value.apply(event)));
      }
      return this;
    }

    private Function<T, Object> valueOf(FieldDescriptor field) {
      Function<T, ? extends Message> owner = message;
      return event -> FieldValue.of(owner.apply(event), field);
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
