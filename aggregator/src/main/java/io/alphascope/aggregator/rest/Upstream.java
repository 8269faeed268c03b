package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.service.request.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Another service, to which requests are forwarded; its answers are passed back unchanged.
 *
 * @param title its name within a sentence: "the trainer"
 * @param url its address, without a slash at the end
 * @param setting the setting that gives the address
 */
record Upstream(String title, String url, String setting) {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  /** Starting a run, or checking a replay, may mean fetching its data set first. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);

  /** Beside a training that takes every processor, an answer took more than a second. */
  private static final Duration HEALTH_LIMIT = Duration.ofSeconds(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  static Upstream trainer(AggregatorConfig config) {
    return new Upstream("the trainer", config.trainerUrl(), "trainer-url");
  }

  static Upstream curvatureService(AggregatorConfig config) {
    return new Upstream("the curvature service", config.curvatureUrl(), "curvature-url");
  }

  private Upstream(String title, URI url, String setting) {
    this(title, url.toString().replaceAll("/+$", ""), "alphascope.aggregator." + setting);
  }

  /** A text as a part of a path or of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether its liveness check succeeds within {@link #HEALTH_LIMIT}. */
  CompletableFuture<Boolean> isLive() {
    return health("live")
        .thenApply(answer -> answer.isPresent() && answer.get().statusCode() == 200);
  }

  /**
   * What it is waiting for, cause and remedy, by its readiness checks; empty if it waits for
   * nothing or does not answer within {@link #HEALTH_LIMIT}.
   */
  CompletableFuture<List<String>> waitingFor() {
    return health("ready")
        .thenApply(
            answer ->
                answer.stream()
                    .flatMap(ready -> reasons(ready.body()).stream())
                    .map(reason -> title + ": " + reason)
                    .toList());
  }

  private CompletableFuture<Optional<HttpResponse<String>>> health(String kind) {
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(url + "/q/health/" + kind)).timeout(HEALTH_LIMIT).build();
    return CLIENT
        .sendAsync(question, HttpResponse.BodyHandlers.ofString())
        .handle((answer, failure) -> Optional.ofNullable(answer));
  }

  /** The reasons in an answer of MicroProfile Health; checks that are up have none. */
  private static List<String> reasons(String health) {
    try {
      return JSON.readTree(health).path("checks").findValuesAsText("reason");
    } catch (JsonProcessingException otherServer) {
      return List.of();
    }
  }

  /** As {@link #send}; a GET needs neither body nor token. */
  Response get(String path) throws InterruptedException {
    return send("GET", path, null, null);
  }

  /**
   * Sends a request and returns the answer; 502 with the remedy if the service does not answer.
   *
   * @param body null if there is none
   * @param authorization the header that the caller sent, which the service checks; null if none
   */
  Response send(String method, String path, byte[] body, String authorization)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(ANSWER_LIMIT)
            .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
            .method(
                method,
                body == null || body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (authorization != null) {
      request.header(HttpHeaders.AUTHORIZATION, authorization);
    }
    try {
      HttpResponse<byte[]> answer =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return Response.status(answer.statusCode())
          .type(
              answer
                  .headers()
                  .firstValue(HttpHeaders.CONTENT_TYPE)
                  .orElse(MediaType.APPLICATION_JSON))
          .entity(answer.body())
          .build();
    } catch (IOException away) {
      return Problem.response(
              502,
              "%s at %s does not answer (%s): start it, or set %s to where it is"
                  .formatted(
                      title,
                      url,
                      away.getMessage() == null ? "connection refused" : away.getMessage(),
                      setting))
          .toResponse();
    }
  }
}
