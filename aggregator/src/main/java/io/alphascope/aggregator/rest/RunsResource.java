package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.run.DeletedRuns;
import io.alphascope.aggregator.run.RunQueries;
import io.alphascope.aggregator.run.RunQueries.Reported;
import io.alphascope.aggregator.run.RunView;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Runs: the list, single runs, and requests to start, stop and delete them. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {

  private static final Logger LOG = Logger.getLogger(RunsResource.class);

  private final RunQueries runs;
  private final DeletedRuns deletedRuns;
  private final Upstream trainer;
  private final Upstream curvatureService;
  private final ObjectMapper json;

  RunsResource(
      RunQueries runs, DeletedRuns deletedRuns, AggregatorConfig config, ObjectMapper json) {
    this.runs = runs;
    this.deletedRuns = deletedRuns;
    trainer = Upstream.trainer(config);
    curvatureService = Upstream.curvatureService(config);
    this.json = json;
  }

  /**
   * The newest first.
   *
   * @param deleted ids of deleted runs; they cannot be used again
   */
  public record Runs(List<RunView> runs, List<String> deleted) {}

  @GET
  public Runs all() throws DatabaseAwayException {
    return new Runs(runs.all(), deletedRuns.ids());
  }

  @GET
  @Path("{run}")
  public RunView one(@PathParam("run") String run) throws DatabaseAwayException {
    return runs.find(run).orElseThrow(() -> Parameters.unknownRun(run));
  }

  /**
   * A run in words.
   *
   * @param verdict what is wrong now, then what the rolling medians of α* mean for its learning
   *     rate
   */
  public record Verdict(String run, int window, String verdict) {}

  @GET
  @Path("{run}/verdict")
  public Verdict verdict(@PathParam("run") String run, @QueryParam("window") String window)
      throws DatabaseAwayException {
    int size = Parameters.window(window);
    return new Verdict(
        run, size, runs.verdict(run, size).orElseThrow(() -> Parameters.unknownRun(run)));
  }

  /** The trainer reads the body. */
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
    refuseToStopReported(run);
    return trainer.send("POST", "/runs/" + Upstream.encoded(run) + "/stop", request, authorization);
  }

  /** A trainer's run can be stopped while the database is away. */
  private void refuseToStopReported(String run) {
    Optional<Reported> reported = Optional.empty();
    try {
      reported = runs.reported(run);
    } catch (DatabaseAwayException away) {
      LOG.debugf(away, "It is unknown whether a client outside trains %s", run);
    }
    if (reported.isPresent()) {
      Reported found = reported.get();
      throw new RefusedException(
          Reason.CONFLICT,
          found.isRunning()
              ? "run %s is trained by %s: end it there".formatted(run, found.publisher())
              : "run %s, which %s trained, is %s already"
                  .formatted(run, found.publisher(), found.state()));
    }
  }

  /**
   * Deletes a run that has ended, permanently. The trainer checks that it has ended and writes the
   * deletion into {@code training.runs}, where the other services read it; this service has deleted
   * its rows when this method returns.
   *
   * @param run any id, also one that a path cannot contain, such as {@code ..}
   */
  @DELETE
  public Response delete(
      @QueryParam("run") String run, @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization)
      throws DatabaseAwayException, InterruptedException {
    Parameters.required("run", run, "the id of the run to delete");
    List<String> known = runs.ids();
    if (!known.contains(run)) {
      throw known.isEmpty() ? Parameters.unknownRun(run) : RefusedException.unknownRun(run, known);
    }
    Optional<Reported> running = runs.reported(run).filter(Reported::isRunning);
    if (running.isPresent()) {
      throw new RefusedException(
          Reason.CONFLICT,
          ("run %s is trained by %s: end it there, then delete it; if it has died, it is marked"
                  + " interrupted within a minute, and can be deleted then")
              .formatted(run, running.get().publisher()));
    }
    Response replays = curvatureService.get("/replays");
    if (replays.getStatus() != 200) {
      return replays;
    }
    Optional<String> replay = replayOf(run, (byte[]) replays.getEntity());
    if (replay.isPresent()) {
      throw new RefusedException(
          Reason.CONFLICT,
          "replay %s observes run %s: wait for its end, or cancel it, then delete the run"
              .formatted(replay.get(), run));
    }
    Response recorded =
        trainer.send("DELETE", "/runs?run=" + Upstream.encoded(run), null, authorization);
    if (recorded.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
      return recorded;
    }
    deletedRuns.delete(run);
    return Response.noContent().build();
  }

  @DELETE
  @Path("{run}")
  public Response deleteNamedInPath(
      @PathParam("run") String run, @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization)
      throws DatabaseAwayException, InterruptedException {
    return delete(run, authorization);
  }

  /** A running replay of this run or of all runs. */
  private Optional<String> replayOf(String run, byte[] replays) {
    try {
      for (JsonNode replay : json.readTree(replays).path("replays")) {
        if (replay.path("state").asText().equals("running")
            && (replay.path("run").isNull() || replay.path("run").asText().equals(run))) {
          return Optional.of(replay.path("replay").asText());
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("the curvature service's list of replays is not JSON", e);
    }
  }
}
