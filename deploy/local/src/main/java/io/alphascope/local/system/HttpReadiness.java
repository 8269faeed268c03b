package io.alphascope.local.system;

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
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A service is ready when {@code /q/health/ready} says so, or says that it only lacks something of
 * this machine (its check {@code machine} is down): then it runs, and waits for the user.
 */
final class HttpReadiness implements Readiness {
  /** Long: a service of low priority may have to wait for a processor. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

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
      // The check of the machine if it is down, else any other that is.
      Optional<JsonNode> down =
          StreamSupport.stream(JSON.readTree(answer.body()).path("checks").spliterator(), false)
              .filter(check -> check.path("status").asText().equals("DOWN"))
              .min(Comparator.comparing(check -> !isOfMachine(check)));
      waitsFor = down.map(check -> check.at("/data/reason").asText(null));
      return answer.statusCode() == 200 || down.filter(HttpReadiness::isOfMachine).isPresent();
    } catch (IOException e) {
      return false; // not listening yet, or another server
    }
  }

  private static boolean isOfMachine(JsonNode check) {
    return check.path("name").asText().equals("machine");
  }

  @Override
  public Optional<String> waitsFor() {
    return waitsFor;
  }
}
