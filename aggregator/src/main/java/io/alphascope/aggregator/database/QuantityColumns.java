package io.alphascope.aggregator.database;

import io.alphascope.events.ObservedQuantity;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The columns of quantities. They are not in migrations: a column that {@code events.proto} defines
 * and the database lacks is added, with its comment. A version that does not know a column does not
 * change it.
 */
final class QuantityColumns {

  private static final String COLUMNS =
      """
      SELECT attname AS name, format_type(atttypid, atttypmod) AS type,
        col_description(attrelid, attnum) AS comment
      FROM pg_attribute WHERE attrelid = CAST(? AS regclass) AND attnum > 0 AND NOT attisdropped\
      """;

  private static final String MARK_ALL_BUCKETS =
      """
      INSERT INTO stale_buckets (run, curvature, bucket_steps, first_step)
      SELECT DISTINCT run, curvature, 128, step - step % 128 FROM observations\
      """;

  /** A column, as PostgreSQL describes it. */
  public record Column(String name, String type, String comment) {}

  private QuantityColumns() {}

  /**
   * Adds what is missing.
   *
   * @param ofALayer the quantities of each layer
   * @throws IllegalStateException naming a column that exists with another type
   */
  static void complete(
      Handle handle, List<ObservedQuantity> quantities, List<ObservedQuantity> ofALayer) {
    Database.lockSummaries(handle);
    complete(handle, "observations", "double precision", ObservedQuantity::description, quantities);
    complete(
        handle, "layer_observations", "double precision", ObservedQuantity::description, ofALayer);
    boolean added =
        complete(
            handle,
            "observation_summaries",
            "spread",
            quantity -> "Spread of observations.%s over the rows.".formatted(quantity.name()),
            quantities);
    if (added) {
      handle.execute(MARK_ALL_BUCKETS);
    }
  }

  /** Returns whether a column was added. */
  private static boolean complete(
      Handle handle,
      String table,
      String type,
      Function<ObservedQuantity, String> description,
      List<ObservedQuantity> quantities) {
    Map<String, Column> present =
        handle.select(COLUMNS, table).mapTo(Column.class).stream()
            .collect(Collectors.toMap(Column::name, column -> column));
    boolean added = false;
    for (ObservedQuantity quantity : quantities) {
      String name = quantity.name();
      Column column = present.get(name);
      if (column == null) {
        handle.execute("ALTER TABLE %s ADD COLUMN %s %s".formatted(table, name, type));
        added = true;
      } else if (!column.type.equals(type)) {
        throw new IllegalStateException(
            "column %s of table %s is of type %s, but the quantity %s needs %s"
                .formatted(name, table, column.type, name, type));
      }
      String comment = description.apply(quantity);
      if (column == null || !comment.equals(column.comment)) {
        handle.execute(
            "COMMENT ON COLUMN %s.%s IS '%s'".formatted(table, name, comment.replace("'", "''")));
      }
    }
    return added;
  }
}
