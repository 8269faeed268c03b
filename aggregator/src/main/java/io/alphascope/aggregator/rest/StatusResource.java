package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.lag.GroupLags;
import io.alphascope.aggregator.sink.PostgresSink;
import io.alphascope.events.ConsumerGroups;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What is there, and what waits to be done. */
@Path("/api/status")
public class StatusResource {

  private final Neighbours neighbours;
  private final Broker broker;
  private final GroupLags lags;
  private final Database database;

  StatusResource(Neighbours neighbours, Broker broker, GroupLags lags, Database database) {
    this.neighbours = neighbours;
    this.broker = broker;
    this.lags = lags;
    this.database = database;
  }

  /**
   * Each part is {@code up} or {@code down}.
   *
   * @param stepsLag published steps that are not yet observed; null if the broker does not say
   * @param observationsLag observations that are not yet stored; null likewise
   * @param waitingFor what keeps the trainer or the curvature service from its work, as they say
   *     themselves, with the remedy
   */
  public record Status(
      Long stepsLag,
      Long observationsLag,
      String database,
      String broker,
      String trainer,
      String curvatureService,
      List<String> waitingFor) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Status status() {
    CompletableFuture<Boolean> trainer = neighbours.trainer.isLive();
    CompletableFuture<Boolean> curvatureService = neighbours.curvatureService.isLive();
    CompletableFuture<List<String>> trainerWaits = neighbours.trainer.waitingFor();
    CompletableFuture<List<String>> curvatureWaits = neighbours.curvatureService.waitingFor();
    boolean ask = broker.trouble().isEmpty();
    return new Status(
        ask ? lags.records(Topic.STEPS, ConsumerGroups.LIVE_OBSERVERS).orElse(null) : null,
        ask ? lags.records(Topic.OBSERVATIONS, PostgresSink.GROUP).orElse(null) : null,
        upOrDown(database.trouble().isEmpty()),
        upOrDown(ask),
        upOrDown(trainer.join()),
        upOrDown(curvatureService.join()),
        Stream.concat(trainerWaits.join().stream(), curvatureWaits.join().stream()).toList());
  }

  private static String upOrDown(boolean up) {
    return up ? "up" : "down";
  }
}
