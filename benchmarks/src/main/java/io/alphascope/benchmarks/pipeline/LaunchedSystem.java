package io.alphascope.benchmarks.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A system of its own in an empty data folder, started by the launcher that users start. */
final class LaunchedSystem implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long POLL_MILLIS = 100;
  private static final String PREFIX = "alphascope-benchmark";

  private final Path dataFolder;
  private final Process launcher;
  private final JsonNode addresses;

  private LaunchedSystem(Path dataFolder, Process launcher, JsonNode addresses) {
    this.dataFolder = dataFolder;
    this.launcher = launcher;
    this.addresses = addresses;
  }

  /** Starts all parts and no training. */
  static LaunchedSystem start(Path home) throws IOException, InterruptedException {
    return start(home, Map.of());
  }

  /**
   * Starts all parts and no training.
   *
   * @param settings of the services, as environment variables
   */
  static LaunchedSystem start(Path home, Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(home, settings, Files.createTempDirectory(PREFIX));
  }

  /**
   * Starts all parts, whose files are in memory (Linux's /dev/shm), and no training. A file system
   * on a disk takes large pieces of memory for large writes, which costs up to four times as much
   * in a virtual machine that has not used that memory before.
   */
  static LaunchedSystem startInMemory(Path home) throws IOException, InterruptedException {
    return start(home, Map.of(), Files.createTempDirectory(Path.of("/dev/shm"), PREFIX));
  }

  private static LaunchedSystem start(Path home, Map<String, String> settings, Path dataFolder)
      throws IOException, InterruptedException {
    ProcessBuilder command =
        command(home, List.of("up", "--no-train", "--data-dir", dataFolder.toString()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    command.environment().putAll(settings);
    Process launcher = command.start();
    Path file = dataFolder.resolve("system.json");
    while (!Files.exists(file)) {
      if (!launcher.isAlive()) {
        throw new IOException("`alphascope up --no-train` ended with " + launcher.exitValue());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return new LaunchedSystem(dataFolder, launcher, JSON.readTree(file.toFile()));
  }

  /** Runs {@code up --exit --json} in a folder of its own; returns what it printed. */
  static JsonNode runOnce(Path home, List<String> options)
      throws IOException, InterruptedException {
    Path dataFolder = Files.createTempDirectory(PREFIX);
    try {
      List<String> all =
          new ArrayList<>(List.of("up", "--exit", "--json", "--data-dir", dataFolder.toString()));
      all.addAll(options);
      return printedBy(command(home, all));
    } finally {
      delete(dataFolder);
    }
  }

  /**
   * Runs a command with {@code --json} on this system; returns what it printed, however it ended.
   */
  JsonNode printed(Path home, String command, List<String> options)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of(command, "--json", "--data-dir", dataFolder.toString()));
    all.addAll(options);
    Process process = command(home, all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      return JSON.readTree(output);
    } finally {
      process.waitFor();
    }
  }

  private static JsonNode printedBy(ProcessBuilder command)
      throws IOException, InterruptedException {
    Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    JsonNode printed;
    try (InputStream output = process.getInputStream()) {
      printed = JSON.readTree(output);
    }
    if (process.waitFor() != 0) {
      throw new IOException(command.command() + " ended with " + process.exitValue());
    }
    return printed;
  }

  /** Trains bare, that is, publishes nothing; returns the run as it ended. */
  JsonNode train(Path home, List<String> options) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of("train", "--json", "--data-dir", dataFolder.toString()));
    all.addAll(options);
    all.addAll(List.of("--publish-every", "0"));
    return printedBy(command(home, all));
  }

  private static ProcessBuilder command(Path home, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("alphascope").toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  /** A sample of the curvature service's metrics, by its name with its tags; 0 if not yet there. */
  double curvatureMetric(String name) throws IOException, InterruptedException {
    return metric("curvature_service_url", name);
  }

  /** A sample of the trainer's metrics, by its name with its tags; 0 if not yet there. */
  double trainerMetric(String name) throws IOException, InterruptedException {
    return metric("trainer_url", name);
  }

  private double metric(String service, String name) throws IOException, InterruptedException {
    URI metrics = URI.create(addresses.get(service).asText() + "/q/metrics");
    return HTTP.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** What the trainer's REST interface answers. */
  JsonNode trainer(String path) throws IOException, InterruptedException {
    URI address = URI.create(addresses.get("trainer_url").asText() + path);
    return JSON.readTree(
        HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body());
  }

  /** What the aggregator's REST interface answers to the owner of the system. */
  JsonNode order(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(addresses.get("url").asText() + path))
            .header("Authorization", "Bearer " + credentials().getProperty("api.token"))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
  }

  /**
   * The first number of the first row that a query gives.
   *
   * @param run the query's parameter
   */
  double query(String sql, String run) throws IOException, SQLException {
    Properties credentials = credentials();
    try (Connection connection =
            DriverManager.getConnection(
                addresses.get("jdbc_url").asText(),
                credentials.getProperty("database.user"),
                credentials.getProperty("database.password"));
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, run);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("no row of run " + run);
        }
        return rows.getDouble(1);
      }
    }
  }

  private Properties credentials() throws IOException {
    Properties credentials = new Properties();
    try (Reader in = Files.newBufferedReader(dataFolder.resolve("credentials"))) {
      credentials.load(in);
    }
    return credentials;
  }

  /** Of Kafka's clients, as the owner of the system. */
  Map<String, Object> kafkaConnection() throws IOException {
    Properties credentials = credentials();
    return Map.of(
        "bootstrap.servers",
        addresses.get("kafka_bootstrap_servers").asText(),
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%s\" password=\"%s\";"
                .formatted(
                    credentials.getProperty("kafka.user"),
                    credentials.getProperty("kafka.password")));
  }

  /** The Java processes of a part: its options come from a file of its name. */
  List<Long> processes(String part) {
    List<Long> found =
        launcher
            .descendants()
            .filter(
                process ->
                    process.info().command().orElse("").endsWith("java")
                        && Arrays.stream(process.info().arguments().orElse(new String[0]))
                            .anyMatch(argument -> argument.endsWith("/" + part + ".arguments")))
            .map(ProcessHandle::pid)
            .toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no process of " + part + " is running");
    }
    return found;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    launcher.destroy();
    launcher.waitFor();
    delete(dataFolder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
