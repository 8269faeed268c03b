package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.postgres.DatabaseAwayException;
import io.alphascope.aggregator.postgres.RunQueries;
import io.alphascope.aggregator.postgres.RunView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Runs: those that there are, one of them, and the orders to start and stop them. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {

  private final RunQueries runs;
  private final Upstream trainer;

  RunsResource(RunQueries runs, Neighbours neighbours) {
    this.runs = runs;
    this.trainer = neighbours.trainer();
  }

  /** The newest first. */
  public record Runs(List<RunView> runs) {}

  @GET
  public Runs all() throws DatabaseAwayException {
    return new Runs(runs.all());
  }

  @GET
  @Path("{run}")
  public RunView one(@PathParam("run") String run) throws DatabaseAwayException {
    return runs.find(run).orElseThrow(() -> Problem.unknownRun(run));
  }

  /** The body is the trainer's matter. */
  @POST
  @Consumes(MediaType.WILDCARD)
  public Response start(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, byte[] request)
      throws InterruptedException {
    return trainer.send("POST", "/runs", request, authorization);
  }

  @POST
  @Path("{run}/stop")
  @Consumes(MediaType.WILDCARD)
  public Response stop(
      @PathParam("run") String run,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      byte[] request)
      throws InterruptedException {
    return trainer.send(
        "POST", "/runs/" + Upstream.pathSegment(run) + "/stop", request, authorization);
  }
}
