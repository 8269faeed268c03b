package io.alphascope.local.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.supervision.ChildSpecification;
import io.alphascope.local.supervision.LogFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * A PostgreSQL cluster in a folder: {@code data/}, and {@code binaries/} if it may not use shared
 * ones; one folder for each major version, since one cannot read the other's files.
 *
 * <p>Listens on 127.0.0.1 alone, asks everybody for the password (SCRAM), and writes through to the
 * disk, so that it survives a kill.
 *
 * @param folder for this major version, {@code <data-dir>/pg/17}; created by the caller
 * @param sharedBinaries see {@link PostgresBinaries#besideBuild}; they need not be there
 * @param port to listen on
 * @param user superuser and owner of the database of the same name
 * @param password of that user
 * @param log takes what initdb and the server say
 */
public record EmbeddedPostgres(
    Path folder, Path sharedBinaries, int port, String user, String password, LogFile log) {
  /** Of the binaries on the class path. */
  public static final int MAJOR_VERSION = 17;

  private static final int TAIL_LINES = 12;
  // Small: a few thousand rows a second at most, and training needs the memory.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "password_encryption", "scram-sha-256",
          "max_connections", "50",
          "shared_buffers", "64MB",
          "max_wal_size", "256MB",
          "timezone", "UTC",
          "log_timezone", "UTC");

  /**
   * How the server is run; the cluster is created by the preparation, before the first start.
   *
   * @throws CommandFailure if no user is found to run it
   */
  public ChildSpecification child() throws IOException, InterruptedException {
    DatabaseOwner owner = DatabaseOwner.of(folder);
    boolean shared = owner.canExecute(sharedBinaries.resolve("bin/postgres"));
    Path binaries = shared ? sharedBinaries : folder.resolve("binaries");
    List<String> command = new ArrayList<>();
    command.add(program(binaries, "postgres"));
    command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port)));
    SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return new ChildSpecification(
        "postgres",
        "the database",
        owner.run(command),
        Map.of("LC_ALL", "C"),
        folder,
        log,
        "INT", // fast shutdown: does not wait for clients to leave
        Duration.ofSeconds(20),
        () -> prepare(owner, binaries),
        this::ready);
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, user);
  }

  private void prepare(DatabaseOwner owner, Path binaries)
      throws IOException, InterruptedException {
    PostgresBinaries.unpack(binaries);
    if (!Files.exists(data().resolve("PG_VERSION"))) {
      create(owner, binaries);
    }
    PostmasterLock.in(data()).removeIfStale();
  }

  private boolean ready() {
    try {
      return PostmasterLock.in(data()).saysReady();
    } catch (IOException e) {
      return false; // replaced while we read it
    }
  }

  /**
   * Creates beside {@code data} and renames at the end, so that {@code data} is whole or absent.
   */
  private void create(DatabaseOwner owner, Path binaries) throws IOException, InterruptedException {
    Path partial = folder.resolve("data.partial");
    FileUtils.deleteDirectory(partial.toFile());
    Path passwordFile = folder.resolve("password.partial");
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(passwordFile, password);
      owner.take(passwordFile);
      List<String> initdb = new ArrayList<>();
      initdb.addAll(List.of(program(binaries, "initdb"), "-D", partial.toString()));
      initdb.addAll(List.of("-U", user, "--pwfile", passwordFile.toString()));
      initdb.addAll(List.of("-A", "scram-sha-256", "-E", "UTF8", "--locale=C"));
      run(owner.run(initdb), "");
    } finally {
      Files.delete(passwordFile);
    }
    // Single-user mode needs no server, no driver and no password.
    List<String> single =
        List.of(program(binaries, "postgres"), "--single", "-D", partial.toString(), "postgres");
    run(owner.run(single), "CREATE DATABASE \"%s\"\n".formatted(user));
    Files.move(partial, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void run(List<String> command, String input) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new CommandFailure(
          "The database could not be created (exit status %d)".formatted(status),
          "the end of its log %s says%n%s"
              .formatted(log.path(), String.join(System.lineSeparator(), log.tail(TAIL_LINES))));
    }
  }

  private static String program(Path binaries, String name) {
    return binaries.resolve("bin").resolve(name).toString();
  }

  private Path data() {
    return folder.resolve("data");
  }
}
