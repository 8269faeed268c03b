package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Passes questions and orders on to the curvature service, and its answers back as they are. */
@ApplicationScoped
class CurvatureService {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);

  /** A replay's check may mean fetching its data set first. */
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(10);

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  CurvatureService(AggregatorConfig config) {
    url = config.aggregator().curvatureUrl();
  }

  /**
   * 502 with the remedy if the service does not answer.
   *
   * @param authorization the caller's own; null if it gave none
   */
  Response send(String method, String path, byte[] body, String authorization)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/+$", "") + path))
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
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
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
          "the curvature service at "
              + url
              + " does not answer ("
              + (away.getMessage() == null ? "connection refused" : away.getMessage())
              + "): start it, or set alphascope.aggregator.curvature-url to where it is");
    }
  }
}
