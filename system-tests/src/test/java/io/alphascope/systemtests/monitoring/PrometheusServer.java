package io.alphascope.systemtests.monitoring;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.events.test.BoundProcess;
import io.alphascope.events.test.FreePort;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/** A real Prometheus, with the composition's configuration but targets on this machine. */
public final class PrometheusServer implements AutoCloseable {
  private static final Path CONFIGURATION = Path.of("..", "deploy/prometheus/prometheus.yml");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Process process;
  private final String url;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  private PrometheusServer(Process process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** Whether this machine has the program. */
  public static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("prometheus", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param targets host and port by job
   */
  public static PrometheusServer start(Path folder, Map<String, String> targets)
      throws IOException {
    Path configuration = folder.resolve("prometheus.yml");
    try (Writer out = Files.newBufferedWriter(configuration)) {
      new Yaml().dump(configuration(targets), out);
    }
    int port = FreePort.next();
    Path log = folder.resolve("prometheus.log");
    Process process =
        BoundProcess.builder(
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PrometheusServer server = new PrometheusServer(process, "http://127.0.0.1:" + port, log);
    await().atMost(PATIENCE).until(server::isReady);
    return server;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> configuration(Map<String, String> targets) throws IOException {
    Map<String, Object> configuration;
    try (Reader in = Files.newBufferedReader(CONFIGURATION)) {
      configuration = new Yaml().load(in);
    }
    configuration.put("global", Map.of("scrape_interval", "1s", "scrape_timeout", "1s"));
    List<Map<String, Object>> jobs =
        (List<Map<String, Object>>) configuration.get("scrape_configs");
    jobs.removeIf(job -> job.get("job_name").equals("prometheus"));
    for (Map<String, Object> job : jobs) {
      String target = targets.get((String) job.get("job_name"));
      if (target == null) {
        throw new AssertionError("Prometheus asks " + job.get("job_name") + ", which is not here");
      }
      job.keySet().removeIf(key -> key.endsWith("_sd_configs"));
      job.put("static_configs", List.of(Map.of("targets", List.of(target))));
    }
    return configuration;
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("Prometheus ended: see " + log);
    }
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/-/ready")).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The series that an expression has now. */
  public JsonNode query(String expression) {
    return ask("/api/v1/query", Map.of("query", expression));
  }

  /** The series that an expression has, once a second, over the last so many seconds. */
  public JsonNode queryRange(String expression, int seconds) {
    long now = Instant.now().getEpochSecond();
    return ask(
        "/api/v1/query_range",
        Map.of(
            "query",
            expression,
            "start",
            Long.toString(now - seconds),
            "end",
            Long.toString(now),
            "step",
            "1"));
  }

  private JsonNode ask(String path, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    try {
      String answer =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(url + path))
                      .header("Content-Type", "application/x-www-form-urlencoded")
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      JsonNode document = json.readTree(answer);
      if (!document.path("status").asText().equals("success")) {
        throw new AssertionError(form.get("query") + ": " + answer);
      }
      return document.path("data").path("result");
    } catch (IOException e) {
      throw new AssertionError(form.get("query"), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.toHandle().destroy();
    process.waitFor();
  }
}
