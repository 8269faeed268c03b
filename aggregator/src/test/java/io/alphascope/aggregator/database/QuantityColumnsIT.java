package io.alphascope.aggregator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.aggregator.Observations;
import io.alphascope.aggregator.sink.NaiveBuckets;
import io.alphascope.aggregator.sink.SeriesDatabase;
import io.alphascope.aggregator.system.SharedServers;
import io.alphascope.aggregator.system.TestDatabase;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.ObservedQuantity;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What quantities need of a database of another version, older or newer. */
@ExtendWith(SharedServers.class)
class QuantityColumnsIT {

  private static final List<CurvatureObserved> ROWS =
      Observations.series(SeriesDatabase.RUN, SeriesDatabase.CURVATURE, 1000, 1);

  @AutoClose private SeriesDatabase database;

  @BeforeEach
  void start(TestDatabase empty) throws SQLException {
    database = SeriesDatabase.migrated(empty);
  }

  @Test
  void everyQuantityHasItsColumnsAndTheirComments() throws SQLException {
    for (ObservedQuantity quantity : ObservedQuantity.ALL) {
      assertThat(comment("observations", quantity.name())).isEqualTo(quantity.description());
      assertThat(comment("observation_summaries", quantity.name()))
          .isEqualTo("Spread of observations." + quantity.name() + " over the rows.");
    }
    for (ObservedQuantity quantity : ObservedQuantity.OF_A_LAYER) {
      assertThat(comment("layer_observations", quantity.name())).isEqualTo(quantity.description());
    }
  }

  @Test
  void aDatabaseFromBeforeAQuantityGainsIt() throws SQLException {
    database.store(ROWS.stream().map(row -> row.toBuilder().clearStepNorm().build()).toList());
    forgetStepNorm();
    database.summariseAll();
    assertThatThrownBy(() -> database.downSampled("step_norm", null, null, 9))
        .hasMessageContaining("'step_norm' is none of the quantities of observations");

    complete(ObservedQuantity.ALL);

    assertStepNorms();
    assertThat(comment("observations", "step_norm")).isEqualTo("|d|, length of the step.");
    database.store(ROWS.subList(0, 500));
    assertStepNorms();
    database.summariseAll();
    assertStepNorms();
  }

  @Test
  void whatIsCompleteIsLeftAlone() throws SQLException {
    database.store(ROWS);
    database.summariseAll();

    complete(ObservedQuantity.ALL);

    assertThat(database.query("SELECT * FROM stale_buckets")).isEmpty();
  }

  @Test
  void anOtherCommentIsRenewed() throws SQLException {
    execute("COMMENT ON COLUMN observations.slope IS 'd''g, of an earlier version'");

    complete(ObservedQuantity.ALL);

    assertThat(comment("observations", "slope")).startsWith("d'g, derivative of the loss");
  }

  /** This version is the older one: of heat it does not know. */
  @Test
  void anOlderVersionGoesOnInADatabaseThatHasMore() throws SQLException {
    List<ObservedQuantity> more = new ArrayList<>(ObservedQuantity.ALL);
    more.add(new ObservedQuantity("heat", "The step's heat.", "K", true, null));
    complete(more);

    complete(ObservedQuantity.ALL);
    database.store(ROWS);
    database.summariseAll();

    assertStepNorms();
    assertThat(comment("observations", "heat")).isEqualTo("The step's heat.");
    assertThat(
            database.query(
                "SELECT DISTINCT count FROM down_sampled('%s', '%s', 'heat', NULL, NULL, 3)"
                    .formatted(SeriesDatabase.RUN.replace("'", "''"), SeriesDatabase.CURVATURE)))
        .containsExactly(List.of(0L));
  }

  @Test
  void refusesAColumnOfAnotherTypeByName() throws SQLException {
    execute("ALTER TABLE observations ALTER COLUMN overshoot TYPE text");
    assertThatThrownBy(() -> complete(ObservedQuantity.ALL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "column overshoot of table observations is of type text, but the quantity overshoot"
                + " needs double precision");
    List<ObservedQuantity> clashing =
        List.of(new ObservedQuantity("count", "Clashes.", "1", false, null));
    assertThatThrownBy(() -> complete(clashing))
        .hasMessage(
            "column count of table observation_summaries is of type bigint, but the quantity count"
                + " needs spread");
    assertThat(
            database.query(
                "SELECT FROM pg_attribute WHERE attrelid = 'observations'::regclass"
                    + " AND attname = 'count'"))
        .as("a refusal leaves nothing behind")
        .isEmpty();
  }

  private void forgetStepNorm() throws SQLException {
    execute(
        "ALTER TABLE observations DROP COLUMN step_norm;"
            + " ALTER TABLE observation_summaries DROP COLUMN step_norm");
  }

  private void assertStepNorms() throws SQLException {
    for (int points : List.of(1, 3, 9, 100, 1000)) {
      assertThat(database.downSampled("step_norm", null, null, points))
          .isEqualTo(
              new NaiveBuckets(database.series.values(), null, null, points).spreads("step_norm"));
    }
  }

  /** In a transaction, as the aggregator does. */
  private void complete(List<ObservedQuantity> quantities) {
    database.handle.useTransaction(
        handle -> QuantityColumns.complete(handle, quantities, ObservedQuantity.OF_A_LAYER));
  }

  private void execute(String sql) {
    database.handle.execute(sql);
  }

  private String comment(String table, String column) throws SQLException {
    return (String)
        database
            .query(
                "SELECT col_description(attrelid, attnum) FROM pg_attribute"
                    + " WHERE attrelid = '%s'::regclass AND attname = '%s'"
                        .formatted(table, column))
            .get(0)
            .get(0);
  }
}
