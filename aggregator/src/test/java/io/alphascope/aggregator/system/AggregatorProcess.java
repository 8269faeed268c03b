package io.alphascope.aggregator.system;

import io.alphascope.events.test.BoundProcess;
import io.alphascope.events.test.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The packaged aggregator as a process of its own. */
final class AggregatorProcess implements AutoCloseable {

  /** Of every aggregator here. */
  static final String TOKEN = "token-of-the-tests-0123456789";

  static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> settings;
  private final Path log;
  private final int port = FreePort.next();
  private Process process;

  AggregatorProcess(Map<String, String> settings, Path log) {
    this.settings = settings;
    this.log = log;
  }

  void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-Dquarkus.http.port=" + port);
    command.add("-Dalphascope.access.token=" + TOKEN);
    command.addAll(List.of("-jar", Path.of("target/quarkus-app/quarkus-run.jar").toString()));
    try {
      process =
          BoundProcess.builder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitReady() {
    Awaitility.await()
        .atMost(START_LIMIT)
        .ignoreExceptions()
        .failFast("the aggregator ended, see " + log, () -> !process.isAlive())
        .until(() -> get("/q/health/ready").statusCode() == 200);
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  void stop() {
    process.toHandle().destroy();
    process.onExit().join();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> post(String path, String body) {
    return send(posting(path, body).header("Authorization", "Bearer " + TOKEN).build());
  }

  /** A request without the token. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path));
  }

  /** A request without the token. */
  HttpRequest.Builder posting(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  int port() {
    return port;
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where the page is. */
  String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
