package io.alphascope.aggregator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.quarkus.runtime.ShutdownEvent;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {

  /** As Quarkus closes it when the aggregator stops. */
  private static Database withClosedPool() throws SQLException {
    AgroalDataSource pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    connections ->
                        connections
                            .maxSize(1)
                            .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl("jdbc:postgresql://127.0.0.1:1/none"))));
    pool.close();
    return new Database(pool, Flyway.configure().dataSource(pool).load());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPoolThatIsClosedIsAnOutageUnlessTheAggregatorStops(boolean stopping) throws SQLException {
    Database database = withClosedPool();
    if (stopping) {
      database.stop(new ShutdownEvent());
    }

    assertThatThrownBy(() -> database.useTransaction(handle -> handle.execute("SELECT 1")))
        .isInstanceOf(DatabaseAwayException.class)
        .hasMessageContaining("closed");

    assertThat(database.trouble().orElse("").contains("closed")).isNotEqualTo(stopping);
  }
}
