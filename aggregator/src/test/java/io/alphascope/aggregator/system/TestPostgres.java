package io.alphascope.aggregator.system;

import io.alphascope.events.test.BoundProcess;
import io.alphascope.events.test.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL in a folder of its own, on a free port of the loopback address. PostgreSQL
 * refuses to run as root, so there it runs as {@code nobody}.
 */
public final class TestPostgres implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final Path data;
  private final int port = FreePort.next();
  private final boolean root = System.getProperty("user.name").equals("root");
  private Process server;
  private int databases;

  /** Initialises and starts a server. */
  public TestPostgres() {
    try {
      folder = Files.createTempDirectory("test-postgres");
      data = folder.resolve("data");
      if (root) {
        run(List.of("chown", "nobody", folder.toString()));
      }
      run(
          asUser(
              PostgresPrograms.path("initdb"),
              "-D",
              data.toString(),
              "-U",
              "postgres",
              "-A",
              "trust",
              "-E",
              "UTF8",
              "--locale=C",
              "--no-sync"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** An empty database that nobody else uses. */
  public synchronized TestDatabase newDatabase() {
    String name = "test" + ++databases;
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new TestDatabase(jdbcUrl(name));
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&connectTimeout=3"
        .formatted(port, database);
  }

  /** Starts the server, on the same port and data, and waits until it answers. */
  public void start() {
    try {
      server =
          BoundProcess.builder(
                  asUser(
                      PostgresPrograms.path("postgres"),
                      "-D",
                      data.toString(),
                      "-p",
                      String.valueOf(port),
                      "-h",
                      "127.0.0.1",
                      "-k",
                      "",
                      "-F"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(this::answers);
  }

  /** Kills every process of the server at once, as a power cut would. */
  public void kill() {
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
    server.onExit().join();
  }

  private boolean answers() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"))) {
      return connection.isValid(1);
    }
  }

  private List<String> asUser(String... command) {
    List<String> whole = new ArrayList<>();
    if (root) {
      whole.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private void run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException(command + " ended with " + status + ": " + output);
    }
  }

  @Override
  public void close() {
    kill();
    PostgresPrograms.delete(folder);
  }
}
