package io.alphascope.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.alphascope.events.test.FreePort;
import io.alphascope.local.supervision.LogFile;
import io.alphascope.local.supervision.RunFolder;
import io.alphascope.local.supervision.SupervisedChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As root this also drops to another user, through a parent that only root may search. */
class EmbeddedPostgresIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PASSWORD = "what 'ever";

  @TempDir static Path root;
  private static EmbeddedPostgres postgres;
  private static SupervisedChild child;

  @BeforeAll
  static void start() throws Exception {
    PostgresBinaries.unpackBesideBuild(root);
    postgres = in("pg/17", PostgresBinaries.besideBuild(root));
    child =
        new SupervisedChild(
            postgres.child(),
            new RunFolder(Files.createDirectories(root.resolve("run")), root.toString()),
            news -> {});
    child.start();
    await().atMost(PATIENCE).until(() -> child.failure().isPresent() || child.ready());
    assertThat(child.failure()).isEmpty();
  }

  @AfterAll
  static void stop() throws Exception {
    child.stop();
  }

  private static EmbeddedPostgres in(String folder, Path sharedBinaries) throws IOException {
    return new EmbeddedPostgres(
        Files.createDirectories(root.resolve(folder)),
        sharedBinaries,
        FreePort.next(),
        "alphascope",
        PASSWORD,
        new LogFile(root.resolve("postgres.log")));
  }

  @Test
  void runsTheProgramsThatLieBesideTheBuild() throws Exception {
    String program = PostgresBinaries.besideBuild(root).resolve("bin/postgres").toString();
    assertThat(postgres.child().command()).contains(program);
    assertThat(root.resolve("pg/17/binaries")).doesNotExist();
  }

  @Test
  void hasProgramsOfItsOwnWhereThoseAreMissing() throws Exception {
    EmbeddedPostgres alone = in("alone", root.resolve("not-built"));
    assertThat(alone.child().command()).contains(root + "/alone/binaries/bin/postgres");
  }

  @Test
  void writesThroughToTheDisk() throws SQLException {
    assertThat(ask("SHOW fsync")).isEqualTo("on");
    assertThat(ask("SHOW synchronous_commit")).isEqualTo("on");
  }

  @Test
  void listensOnThisMachineAlone() throws SQLException {
    assertThat(ask("SHOW listen_addresses")).isEqualTo("127.0.0.1");
  }

  @Test
  void asksEverybodyForThePassword() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), "alphascope", "a guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void knowsNoWayInWithoutThePassword() throws SQLException {
    assertThat(ask("SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules"))
        .isEqualTo("scram-sha-256");
    assertThat(ask("SHOW unix_socket_directories")).isEmpty();
  }

  @Test
  void leavesThePasswordInNoFile() {
    assertThat(postgres.folder()).isDirectoryNotContaining("glob:**/password*");
  }

  @Test
  void comesBackWithEverythingAfterAKill() throws Exception {
    change("CREATE TABLE kept AS SELECT 42 AS answer");
    long killed = child.pid().orElseThrow();

    ProcessHandle.of(killed).orElseThrow().destroyForcibly();

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                child.pid().filter(pid -> pid != killed).isPresent()
                    && ask("SELECT answer FROM kept").equals("42"));
  }

  private static String ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void change(String command) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), PASSWORD);
  }
}
