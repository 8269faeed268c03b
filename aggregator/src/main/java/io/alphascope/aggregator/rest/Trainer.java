package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
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

/** Passes orders on to the trainer, and its answers back as they are. */
@ApplicationScoped
class Trainer {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  /** Starting a run may mean fetching its data set first. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  Trainer(AggregatorConfig config) {
    url = config.aggregator().trainerUrl();
  }

  static String pathSegment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * 502 with the remedy if the trainer does not answer.
   *
   * @param authorization the caller's own, whom the trainer judges too; null if it sent none
   */
  Response post(String path, String authorization, byte[] body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/+$", "") + path))
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", MediaType.APPLICATION_JSON)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body == null ? new byte[0] : body));
    if (authorization != null) {
      request.header(HttpHeaders.AUTHORIZATION, authorization);
    }
    try {
      HttpResponse<byte[]> answer = 
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return Response.status(answer.statusCode())
          .type(answer.headers().firstValue("Content-Type").orElse(MediaType.APPLICATION_JSON))
          .entity(answer.body())
          .build();
    } catch (IOException away) {
      return Problem.response(
          502,
          "the trainer at "
              + url
              + " does not answer ("
              + (away.getMessage() == null ? "connection refused" : away.getMessage())
              + "): start it, or set alphascope.aggregator.trainer-url to where it is");
    }
  }
}
