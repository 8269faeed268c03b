package io.alphascope.aggregator.database;

import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.ObservedQuantity;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;

/** Gives a test's database our schema. */
public final class Migration {

  private Migration() {}

  /**
   * Migrates to a version of the schema: "1", say, or "latest", which has the columns of all
   * quantities. An earlier version gets today's functions, so those of later tables are not
   * checked.
   */
  public static void migrate(TestDatabase database, Handle handle, String version) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), "postgres", "")
        .target(version)
        .initSql(version.equals("latest") ? "" : "SET check_function_bodies = off")
        .load()
        .migrate();
    if (version.equals("latest")) {
      QuantityColumns.complete(handle, ObservedQuantity.ALL, ObservedQuantity.OF_A_LAYER);
    } else {
      addColumnsThatTheSinkWrites(handle);
    }
  }

  private static void addColumnsThatTheSinkWrites(Handle handle) {
    for (ObservedQuantity quantity : ObservedQuantity.ALL) {
      handle.execute(
          "ALTER TABLE observations ADD COLUMN IF NOT EXISTS %s double precision"
              .formatted(quantity.name()));
    }
  }
}
