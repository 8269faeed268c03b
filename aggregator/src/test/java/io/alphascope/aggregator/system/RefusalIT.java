package io.alphascope.aggregator.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.alphascope.aggregator.Observations;
import io.alphascope.events.CurvatureObserved;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database that is there, but not to be used: the log says why, and it heals once mended. */
class RefusalIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static TestPostgres postgres;
  private static RunningAggregator system;

  @BeforeAll
  static void start() {
    postgres = new TestPostgres();
    system = RunningAggregator.started(postgres.newDatabase());
  }

  @AfterAll
  static void stop() {
    system.close();
    postgres.close();
  }

  @Test
  void aSchemaOfANewerVersionIsLeftAlone() throws SQLException {
    assertRefused(
        """
        INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
          checksum, installed_by, execution_time, success)
        VALUES (999, '999', 'of the future', 'SQL', 'V999__of_the_future.sql', 1, 'test', 1, true)
        """,
        "migration not resolved locally: 999",
        "DELETE FROM flyway_schema_history WHERE version = '999'");
  }

  @Test
  void aDatabaseOfSomebodyElseIsLeftAlone() throws SQLException {
    assertRefused(
        "ALTER TABLE flyway_schema_history RENAME TO not_ours",
        "its schema cannot be migrated: Found non-empty schema(s)",
        "ALTER TABLE not_ours RENAME TO flyway_schema_history");
    assertThat(system.process.log()).contains("give the aggregator a database of its own");
  }

  /** A migration that is applied twice meets its own table. */
  @Test
  void aMigrationThatFailsIsSaidWithPostgresReason() throws SQLException {
    assertRefused(
        """
        CREATE TABLE kept AS SELECT * FROM flyway_schema_history WHERE version::int >= 6;
        DELETE FROM flyway_schema_history WHERE version::int >= 6
        """,
        "its schema cannot be migrated: ",
        "INSERT INTO flyway_schema_history SELECT * FROM kept; DROP TABLE kept");
    assertThat(system.process.log())
        .containsPattern("migrated: .*V6__training_options\\.sql.*: ERROR: .* already exists");
  }

  @Test
  void aColumnOfAnotherTypeThanItsQuantitysIsNamed() throws SQLException {
    assertRefused(
        "ALTER TABLE observations ALTER COLUMN overshoot TYPE text",
        "its columns do not fit the quantities: column overshoot of table observations is of type"
            + " text, but the quantity overshoot needs double precision; give the aggregator",
        "ALTER TABLE observations ALTER COLUMN overshoot TYPE float8 USING overshoot::float8");
  }

  @Test
  void aRoleThatMayNotLogInIsSaidWithTheRemedy() throws SQLException {
    assertRefused(
        "ALTER ROLE postgres NOLOGIN",
        "role \"postgres\" is not permitted to log in; correct quarkus.datasource",
        "ALTER ROLE postgres LOGIN");
  }

  /** PostgreSQL's own error, raised by triggers wherever a table grows. */
  @Test
  void aFullDiskIsSaidOnceAlthoughReadingGoesOn() throws SQLException {
    List<CurvatureObserved> series = Observations.series("full", "hessian", 50, 1);
    int before = system.process.log().length();
    try (Connection connection = system.database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE FUNCTION full_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$;
          CREATE TRIGGER full_disk BEFORE INSERT ON observations EXECUTE FUNCTION full_row();
          CREATE SEQUENCE tables_refused;
          CREATE FUNCTION full_table() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM nextval('tables_refused');
            RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$;
          CREATE EVENT TRIGGER full_disk ON ddl_command_start WHEN TAG IN ('CREATE TABLE AS')
            EXECUTE FUNCTION full_table();
          """);

      system.publish(series);
      // Tried some times, and answered a reader meanwhile.
      system.await("SELECT last_value > 5 FROM tables_refused", true);
      assertThat(system.process.get("/api/runs").statusCode()).isEqualTo(200);
      assertThat(system.process.get("/q/health/ready").body()).contains("No space left on device");

      statement.execute("DROP EVENT TRIGGER full_disk; DROP TRIGGER full_disk ON observations");
      system.await("SELECT count(*) FROM observations WHERE run = 'full'", series.size());
      system.process.awaitReady();
    }
    String said = system.process.log().substring(before);
    assertThat(said.split("PostgreSQL does not answer", -1)).as(said).hasSize(2);
    assertThat(said.split("PostgreSQL answers again", -1)).as(said).hasSize(2);
  }

  /** An aggregator that starts on what was broken says so and answers 503, until it is mended. */
  private static void assertRefused(String breaking, String said, String mending)
      throws SQLException {
    try (Connection connection = system.database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(breaking);

      awaitRefusal(said);
      assertThat(system.process.get("/api/runs").statusCode()).isEqualTo(503);

      statement.execute(mending);
      system.process.awaitReady();
    }
  }

  private static void awaitRefusal(String said) {
    system.process.stop();
    int before = system.process.log().length();
    system.process.start();
    Awaitility.await(said)
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(system.process.log().substring(before)).contains(said);
              assertThat(system.process.get("/q/health/ready").body())
                  .contains(said.split("\"")[0]);
            });
  }
}
