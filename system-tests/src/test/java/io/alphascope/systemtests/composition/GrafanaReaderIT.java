package io.alphascope.systemtests.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alphascope.events.test.FreePort;
import io.alphascope.local.postgres.EmbeddedPostgres;
import io.alphascope.local.supervision.LogFile;
import io.alphascope.local.supervision.RunFolder;
import io.alphascope.local.supervision.SupervisedChild;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grafana's role in a real PostgreSQL that holds the aggregator's schema. */
class GrafanaReaderIT {

  private static final String OWNER_PASSWORD = "of the owner";
  private static final String READER_PASSWORD = "of the reader";

  @TempDir private static Path root;
  private static EmbeddedPostgres postgres;
  private static SupervisedChild child;

  @BeforeAll
  static void makeTheRoleAfterTheTables() throws Exception {
    postgres =
        new EmbeddedPostgres(
            Files.createDirectories(root.resolve("pg/17")),
            root.resolve("not-built"),
            FreePort.next(),
            "alphascope",
            OWNER_PASSWORD,
            new LogFile(root.resolve("postgres.log")));
    child =
        new SupervisedChild(
            postgres.child(),
            new RunFolder(Files.createDirectories(root.resolve("run")), root.toString()),
            news -> {});
    child.start();
    await().atMost(Duration.ofMinutes(3)).until(() -> child.failure().isPresent() || child.ready());
    // As Flyway applies them: what is versioned first, then what is repeatable.
    TreeMap<String, Path> migrations =
        new TreeMap<>(
            Comparator.comparing((String name) -> name.startsWith("R"))
                .thenComparing(GrafanaReaderIT::version)
                .thenComparing(Comparator.naturalOrder()));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            ComposeFiles.ROOT.resolve("aggregator/src/main/resources/db/migration"))) {
      files.forEach(file -> migrations.put(file.getFileName().toString(), file));
    }
    for (Path migration : migrations.values()) {
      asOwner(Files.readString(migration));
    }
    // Twice: a database that has the role is mended, not refused.
    asOwner(ComposeFiles.text("deploy/postgres/grafana-reader.sql"));
    asOwner(ComposeFiles.text("deploy/postgres/grafana-reader.sql"));
    asOwner("ALTER ROLE grafana_reader PASSWORD '" + READER_PASSWORD + "'");
  }

  /** 10 of V10__layers.sql; 0 of what is repeatable. */
  private static int version(String name) {
    return name.startsWith("R") ? 0 : Integer.parseInt(name.replaceAll("V(\\d+)__.*", "$1"));
  }

  @AfterAll
  static void stop() throws Exception {
    child.stop();
  }

  @Test
  void readsEveryTable() throws SQLException {
    assertThat(tables()).contains("runs", "observations", "statistics");
    for (String table : tables()) {
      assertThatCode(() -> asReader("SELECT * FROM " + table)).doesNotThrowAnyException();
    }
  }

  @Test
  void readsTablesAndCallsFunctionsThatComeLater() throws SQLException {
    asOwner("CREATE TABLE later (x int)");
    asOwner("CREATE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT 42'");

    assertThatCode(() -> asReader("SELECT x, answer() FROM later")).doesNotThrowAnyException();
  }

  @Test
  void writesNothing() throws SQLException {
    for (String table : tables()) {
      assertThatThrownBy(() -> asReader("DELETE FROM " + table))
          .hasMessageContaining("read-only transaction");
      // Nor if it asks for a transaction that may write.
      assertThatThrownBy(() -> asReader("BEGIN READ WRITE; DELETE FROM " + table))
          .hasMessageContaining("permission denied");
    }
    assertThatThrownBy(() -> asReader("BEGIN READ WRITE; CREATE TABLE own (x int)"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> asReader("BEGIN READ WRITE; CREATE TEMPORARY TABLE own (x int)"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void isNobodyElse() {
    assertThatThrownBy(() -> asReader("SET ROLE alphascope"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> asReader("SELECT pg_read_file('/etc/passwd')"))
        .hasMessageContaining("permission denied");
  }

  private static List<String> tables() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = owner();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static void asOwner(String command) throws SQLException {
    try (Connection connection = owner();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static void asReader(String command) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), "grafana_reader", READER_PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static Connection owner() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), OWNER_PASSWORD);
  }
}
