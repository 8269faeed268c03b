package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.aggregator.broker.Broker;
import io.alphascope.aggregator.postgres.Database;
import io.alphascope.aggregator.postgres.PostgresSink;
import io.alphascope.events.Topic;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What is there, and what waits to be done. */
@Path("/api/status")
public class StatusResource {

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

  private final AggregatorConfig config;
  private final Broker broker;
  private final Database database;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_LIMIT)
          .build();

  StatusResource(AggregatorConfig config, Broker broker, Database database) {
    this.config = config;
    this.broker = broker;
    this.database = database;
  }

  /**
   * Each part is {@code up} or {@code down}.
   *
   * @param stepsLag published steps that are not yet observed; null if the broker does not say
   * @param observationsLag observations that are not yet stored; null likewise
   */
  public record Status(
      Long stepsLag,
      Long observationsLag,
      String database,
      String broker,
      String trainer,
      String curvatureService) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Status status() {
    CompletableFuture<Boolean> trainer = isLive(config.aggregator().trainerUrl());
    CompletableFuture<Boolean> curvatureService = isLive(config.aggregator().curvatureUrl());
    Optional<String> brokerAway = broker.awayBecause();
    boolean ask = brokerAway.isEmpty();
    return new Status(
        ask ? boxed(broker.lag(Topic.STEPS, Broker.CURVATURE_GROUP)) : null,
        ask ? boxed(broker.lag(Topic.OBSERVATIONS, PostgresSink.GROUP)) : null,
        upOrDown(database.awayBecause().isEmpty()),
        upOrDown(broker.awayBecause().isEmpty()),
        upOrDown(trainer.join()),
        upOrDown(curvatureService.join()));
  }

  private CompletableFuture<Boolean> isLive(URI service) {
    HttpRequest request =
        HttpRequest.newBuilder(service.resolve("/q/health/live")).timeout(ANSWER_LIMIT).build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .handle((answer, failure) -> failure == null && answer.statusCode() == 200);
  }

  private static Long boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  private static String upOrDown(boolean up) {
    return up ? "up" : "down";
  }
}
