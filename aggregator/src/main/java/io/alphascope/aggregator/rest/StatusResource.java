package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.aggregator.database.Database;
import io.alphascope.aggregator.lag.GroupLags;
import io.alphascope.aggregator.lag.StepsLag;
import io.alphascope.aggregator.sink.PostgresSink;
import io.alphascope.events.Topic;
import io.alphascope.service.broker.Broker;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Which parts of the system answer, and how much work waits. */
@Path("/api/status")
public class StatusResource {

  private final Upstream trainer;
  private final Upstream curvatureService;
  private final Broker broker;
  private final GroupLags lags;
  private final StepsLag stepsLag;
  private final Database database;

  StatusResource(
      AggregatorConfig config,
      Broker broker,
      GroupLags lags,
      StepsLag stepsLag,
      Database database) {
    trainer = Upstream.trainer(config);
    curvatureService = Upstream.curvatureService(config);
    this.broker = broker;
    this.lags = lags;
    this.stepsLag = stepsLag;
    this.database = database;
  }

  /**
   * Each part is {@code up} or {@code down}.
   *
   * @param stepsLag published steps that are not yet observed; null if the broker does not answer,
   *     or the database does not
   * @param observationsLag observations that are not yet stored; null if the broker does not answer
   * @param runsLag reports on runs that are not yet stored; null likewise
   * @param waitingFor what the trainer and the curvature service are waiting for, with the remedy,
   *     in their own words
   */
  public record Status(
      Long stepsLag,
      Long observationsLag,
      Long runsLag,
      String database,
      String broker,
      String trainer,
      String curvatureService,
      List<String> waitingFor) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Status status() {
    CompletableFuture<Boolean> trainerIsLive = trainer.isLive();
    CompletableFuture<Boolean> curvatureIsLive = curvatureService.isLive();
    CompletableFuture<List<String>> trainerWaits = trainer.waitingFor();
    CompletableFuture<List<String>> curvatureWaits = curvatureService.waitingFor();
    boolean ask = broker.trouble().isEmpty();
    return new Status(
        ask ? stepsLag.steps().orElse(null) : null,
        ask ? lags.records(Topic.OBSERVATIONS, PostgresSink.GROUP).orElse(null) : null,
        ask ? lags.records(Topic.RUNS, PostgresSink.GROUP).orElse(null) : null,
        upOrDown(database.trouble().isEmpty()),
        upOrDown(ask),
        upOrDown(trainerIsLive.join()),
        upOrDown(curvatureIsLive.join()),
        Stream.concat(trainerWaits.join().stream(), curvatureWaits.join().stream()).toList());
  }

  private static String upOrDown(boolean up) {
    return up ? "up" : "down";
  }
}
