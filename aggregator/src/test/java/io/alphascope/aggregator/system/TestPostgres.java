package io.alphascope.aggregator.system;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.awaitility.Awaitility;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL in a folder of its own, on a free port of the loopback address. PostgreSQL
 * refuses to run as root, so there it runs as {@code nobody}.
 */
public final class TestPostgres implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final Path data;
  private final int port;
  private final boolean root = System.getProperty("user.name").equals("root");
  private Process server;

  /** Unpacks, initialises and starts a server. */
  public TestPostgres() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      folder = Files.createTempDirectory("test-postgres");
      data = folder.resolve("data");
      unpack();
      if (root) {
        run("chown", "-R", "nobody", folder.toString());
      }
      run(
          asUser(
              binary("initdb"),
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

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&connectTimeout=3";
  }

  /** A connection of the test's own, in auto-commit mode. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  /** Starts the server, on the same port and data, and waits until it answers. */
  public void start() {
    try {
      server =
          new ProcessBuilder(
                  asUser(
                      binary("postgres"),
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
    Awaitility.await().atMost(START_LIMIT).ignoreExceptions().until(this::answers);
  }

  /** Kills every process of the server at once, as a power cut would. */
  public void kill() {
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
    server.onExit().join();
  }

  private boolean answers() throws SQLException {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    }
  }

  private String binary(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private List<String> asUser(String... command) {
    List<String> whole = new ArrayList<>();
    if (root) {
      whole.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private void run(String... command) throws IOException {
    run(List.of(command));
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

  private void unpack() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (InputStream packed = TestPostgres.class.getResourceAsStream(archive());
        TarArchiveInputStream archive =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        unpack(archive, entry, folder.resolve(entry.getName()));
      }
    }
  }

  private static void unpack(InputStream content, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make executable: " + target);
    }
  }

  /** One system's binaries are on the class path: those of the profile that Maven chose. */
  private static String archive() {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    return "/postgres-" + system + "-" + processor + ".txz";
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
