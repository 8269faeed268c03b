package io.alphascope.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The aggregator behind one address. Every method throws {@link CommandFailure} if it is away
 * ({@link AwayException}) or refuses.
 */
public final class Aggregator {
  // A list that an answer lacks is empty.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withConfigOverride(
              List.class,
              lists -> lists.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DELETION_TIMEOUT = Duration.ofMinutes(10);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String url;
  private final Optional<String> token;

  /**
   * @param url "http://127.0.0.1:8080", without a path
   * @param token of the system, without which it changes nothing
   */
  public Aggregator(String url, Optional<String> token) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.token = token;
  }

  public String url() {
    return url;
  }

  /**
   * Where a browser finds the page; with the token, if it is known, so that the page has it too.
   */
  public String pageAddress() {
    return token.map(secret -> url + "/#token=" + secret).orElse(url);
  }

  public Run startRun(ObjectNode request) throws InterruptedException {
    return read(post("/api/runs", request.toString()), Run.class);
  }

  public void stopRun(String run) throws InterruptedException {
    post(runPath(run) + "/stop", "");
  }

  /** Deletes a run that has ended, permanently, whatever its name; a long one takes a while. */
  public void deleteRun(String run) throws InterruptedException {
    answer(request("/api/runs?run=" + encoded(run)).timeout(DELETION_TIMEOUT).DELETE());
  }

  /** Ids of deleted runs, which no other run may have. */
  public List<String> deletedRuns() throws InterruptedException {
    return readList(runsDocument(), "deleted", String.class);
  }

  /** Newest first. */
  public List<Run> runs() throws InterruptedException {
    return readList(runsDocument(), "runs", Run.class);
  }

  /** As the aggregator sent it: {@code {"runs": […], "deleted": […]}}. */
  public JsonNode runsDocument() throws InterruptedException {
    return get("/api/runs", JsonNode.class);
  }

  public Optional<Run> run(String run) throws InterruptedException {
    HttpResponse<String> response = send(request(runPath(run)), BodyHandlers.ofString(UTF_8));
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    return Optional.of(read(accepted(response), Run.class));
  }

  /** Starts a replay. */
  public Replay startReplay(ObjectNode request) throws InterruptedException {
    return read(post("/api/replays", request.toString()), Replay.class);
  }

  /** Newest first. */
  public List<Replay> replays() throws InterruptedException {
    return readList(get("/api/replays", JsonNode.class), "replays", Replay.class);
  }

  public Replay replay(String replay) throws InterruptedException {
    return get("/api/replays/" + encoded(replay), Replay.class);
  }

  /** Cancels a running replay; how it ended otherwise, if it has. */
  public Replay cancelReplay(String replay) throws InterruptedException {
    return read(answer(request("/api/replays/" + encoded(replay)).DELETE()), Replay.class);
  }

  /** How many steps of each run can be replayed. */
  public List<KeptSteps> keptSteps() throws InterruptedException {
    return readList(get("/api/kept-steps", JsonNode.class), "runs", KeptSteps.class);
  }

  public SystemStatus status() throws InterruptedException {
    return get("/api/status", SystemStatus.class);
  }

  /** As the aggregator sent it. */
  public JsonNode statusDocument() throws InterruptedException {
    return get("/api/status", JsonNode.class);
  }

  /** The statistics of a window at the largest step that has any. */
  public Optional<WindowStatistics> latestStatistics(String run, String curvature, int window)
      throws InterruptedException {
    String path =
        "%s/statistics?curvature=%s&window=%d&points=1"
            .formatted(runPath(run), encoded(curvature), window);
    List<WindowStatistics> rows =
        readList(get(path, JsonNode.class), "statistics", WindowStatistics.class);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1));
  }

  /** The run in words: what is wrong now, then what the medians of a window say. */
  public String verdict(String run, int window) throws InterruptedException {
    String path = "%s/verdict?window=%d".formatted(runPath(run), window);
    return get(path, JsonNode.class).path("verdict").asText();
  }

  /** All rows of a run, as they are exported. */
  public List<JsonNode> observations(String run) throws InterruptedException {
    return readList(
        get(exportPath(run, "json", List.of()), JsonNode.class), "observations", JsonNode.class);
  }

  /**
   * Writes a run's rows into a file, whole or not at all.
   *
   * @param format csv or json
   * @param file its folder is made if missing
   */
  public void export(String run, String format, List<String> curvatures, Path file)
      throws InterruptedException {
    HttpResponse<InputStream> response =
        send(request(exportPath(run, format, curvatures)), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw refusal(response.statusCode(), new String(body.readAllBytes(), UTF_8));
      }
      Path target = file.toAbsolutePath();
      Files.createDirectories(target.getParent());
      Path partial = target.resolveSibling(target.getFileName() + ".partial");
      Files.copy(body, partial, StandardCopyOption.REPLACE_EXISTING);
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw FileTrouble.failure("Cannot write " + file, e, "name another file with --export");
    }
  }

  private static String exportPath(String run, String format, List<String> curvatures) {
    String path = "%s/export?format=%s".formatted(runPath(run), format);
    return curvatures.isEmpty()
        ? path
        : path + "&curvature=" + encoded(String.join(",", curvatures));
  }

  /** Servers and clients alike take {@code .} and {@code ..} out of a path, encoded or not. */
  private static String runPath(String run) {
    if (run.equals(".") || run.equals("..")) {
      throw new CommandFailure(
          "No address can contain the name of run '%s', which an earlier version allowed"
              .formatted(run),
          "delete it with 'alphascope delete %s', and publish its steps under another name"
              .formatted(run));
    }
    return "/api/runs/" + encoded(run);
  }

  private <T> T get(String path, Class<T> type) throws InterruptedException {
    return read(answer(request(path)), type);
  }

  private String post(String path, String body) throws InterruptedException {
    return answer(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private String answer(HttpRequest.Builder request) throws InterruptedException {
    return accepted(send(request, BodyHandlers.ofString(UTF_8)));
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
      throws InterruptedException {
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw new AwayException(url, e);
    }
  }

  private static String accepted(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw refusal(response.statusCode(), response.body());
    }
    return response.body();
  }

  /** In the service's own words, which hold cause and remedy, if it gave any. */
  private static CommandFailure refusal(int status, String body) {
    String words = "the aggregator answered with HTTP status " + status;
    try {
      words = JSON.readTree(body).path("error").asText(words);
    } catch (JsonProcessingException e) {
      // No JSON: a proxy's page, say.
    }
    return status >= 500 ? new AwayException(words) : new RefusedException(words);
  }

  private <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw notOurs(e);
    }
  }

  private <T> List<T> readList(JsonNode document, String field, Class<T> type) {
    try {
      JsonNode list = document.path(field);
      return list.isArray() ? JSON.readerForListOf(type).readValue(list) : List.of();
    } catch (IOException e) {
      throw notOurs(e);
    }
  }

  private CommandFailure notOurs(IOException e) {
    return new CommandFailure(
        "What answers at %s is not a compatible Alphascope".formatted(url),
        "name its aggregator with --url",
        e);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
