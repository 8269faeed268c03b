package io.alphascope.trainerservice.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.events.RunIds;
import io.alphascope.service.request.Options;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import io.alphascope.trainerservice.run.Runs;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Starts, lists, shows, stops and deletes runs. */
@Path("/runs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RunsResource {

  @Inject Runs runs;
  @Inject ObjectMapper json;

  /** The answer to {@code GET /runs}. */
  public record RunList(List<RunView> runs) {}

  /** All runs, the newest first. */
  @GET
  public RunList list() {
    return new RunList(runs.list().stream().map(RunView::of).toList());
  }

  /** One run, as it is now. */
  @GET
  @Path("{run}")
  public RunView show(@PathParam("run") String run) {
    return runs.find(run).map(RunView::of).orElseThrow(() -> unknown(run));
  }

  /**
   * Starts a run. The body is read here, as the answers of the framework to mistakes say too
   * little.
   */
  @POST
  @Consumes(MediaType.WILDCARD)
  public RestResponse<RunView> start(byte[] body) throws InterruptedException {
    RunView started = RunView.of(runs.start(RunRequestReader.read(Options.body(json, body))));
    return RestResponse.status(RestResponse.Status.CREATED, started);
  }

  /** Asks a run to stop before its next step; does not wait for it. */
  @POST
  @Path("{run}/stop")
  @Consumes(MediaType.WILDCARD)
  public RunView stop(@PathParam("run") String run) {
    return runs.stop(run).map(RunView::of).orElseThrow(() -> unknown(run));
  }

  /**
   * Deletes a run that has ended. Only the aggregator knows all runs; it checks that the run
   * exists.
   *
   * @param run not part of the path, as a path cannot hold every name that a run may have
   */
  @DELETE
  public void delete(@QueryParam("run") String run) throws InterruptedException {
    if (run == null || !RunIds.mayExist(run)) {
      throw unknown(run);
    }
    runs.delete(run);
  }

  private static RefusedException unknown(String run) {
    return new RefusedException(
        Reason.UNKNOWN, "There is no run '" + run + "'; GET /runs lists all runs");
  }
}
