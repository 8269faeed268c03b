package io.alphascope.local.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.local.supervision.ChildSpecification.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * A service is ready when {@code /q/health/ready} says so, or says that it only lacks something of
 * this machine (its check {@code machine} is down): then it runs, and waits for the user.
 */
final class HttpReadiness implements Readiness {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String MACHINE = "machine";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final HttpRequest request;
  private volatile Optional<String> waitsFor = Optional.empty();

  HttpReadiness(HttpClient client, String url) {
    this.client = client;
    this.request =
        HttpRequest.newBuilder(URI.create(url + "/q/health/ready")).timeout(TIMEOUT).build();
  }

  @Override
  public boolean ready() throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      Optional<JsonNode> down = firstDown(answer.body());
      waitsFor = down.map(check -> check.at("/data/reason").asText(null));
      return answer.statusCode() == 200
          || down.filter(check -> check.path("name").asText().equals(MACHINE)).isPresent();
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  @Override
  public Optional<String> waitsFor() {
    return waitsFor;
  }

  /** The check of the machine if it is down, else any other that is. */
  private static Optional<JsonNode> firstDown(String health) {
    JsonNode first = null;
    try {
      for (JsonNode check : JSON.readTree(health).path("checks")) {
        if (check.path("status").asText().equals("DOWN")
            && (first == null || check.path("name").asText().equals(MACHINE))) {
          first = check;
        }
      }
    } catch (JsonProcessingException otherServer) {
      return Optional.empty();
    }
    return Optional.ofNullable(first);
  }
}
