package io.alphascope.curvatureservice.process;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.events.test.BoundProcess;
import io.alphascope.events.test.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service in a process of its own, as users run it. */
final class ServiceProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
  private static final String TOKEN = "token-of-this-test-system";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final int port = FreePort.next();
  private final Path log;
  private final Process process;

  /**
   * @param settings system properties of the service
   */
  ServiceProcess(String bootstrapServers, Map<String, String> settings) {
    this(bootstrapServers, settings, Map.of());
  }

  ServiceProcess(
      String bootstrapServers, Map<String, String> settings, Map<String, String> environment) {
    try {
      log = Files.createTempFile(Path.of("target"), "curvature-service", ".log");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      // Starts sooner; none of these tests measures time.
      command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.add("-Dkafka.bootstrap.servers=" + bootstrapServers);
      command.add("-Dquarkus.http.port=" + port);
      command.add("-Dalphascope.curvature.warm-up=false");
      command.add("-Dalphascope.access.token=" + TOKEN);
      settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
      command.addAll(List.of("-jar", JAR.toString()));
      ProcessBuilder builder =
          BoundProcess.builder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("DJL_CACHE_DIR", Path.of("target/djl").toAbsolutePath().toString());
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the service consumes steps. */
  ServiceProcess awaitReady() {
    await()
        .atMost(PATIENCE)
        .failFast(this::requireAlive)
        .until(() -> status("/q/health/ready") == 200);
    return this;
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("the service ended:\n" + log());
    }
  }

  /** The HTTP status of a path; 0 if nobody listens yet. */
  int status(String path) {
    try {
      return get(path).statusCode();
    } catch (UncheckedIOException notYet) {
      return 0;
    }
  }

  JsonNode json(String path) {
    try {
      return json.readTree(get(path).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sample of the metrics page, by its name with its tags. */
  double metric(String name) {
    return get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  private HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  HttpResponse<String> post(String path) {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  /** The answer to a head that Java's client does not send. */
  String answerTo(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = head + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the service answers to an order, its status included. */
  JsonNode order(String method, String path, String body) {
    try {
      HttpResponse<String> answer =
          http.send(
              request(path)
                  .header("Authorization", "Bearer " + TOKEN)
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return ((ObjectNode) json.readTree(answer.body())).put("status", answer.statusCode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All that the service has logged. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the service does not end:\n" + log());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An orderly end. */
  @Override
  public void close() {
    process.toHandle().destroy();
    awaitEnd();
  }
}
