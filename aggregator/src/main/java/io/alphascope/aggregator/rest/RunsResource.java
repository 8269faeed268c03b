package io.alphascope.aggregator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.aggregator.AggregatorConfig;
import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.aggregator.run.DeletedRuns;
import io.alphascope.aggregator.run.RunQueries;
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

/** Runs: those that there are, one of them, and the orders to start, stop and delete them. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {

  private static final int NAMED_AT_MOST = 20;

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
   * @param deleted ids of deleted runs, which no other run may have
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
   * @param verdict what is wrong now, then what the rolling medians of α* say of its learning rate
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
    return trainer.send("POST", "/runs/" + Upstream.encoded(run) + "/stop", request, authorization);
  }

  /**
   * Deletes a run that is over, for good. The trainer, which knows whether it is, has it written
   * into {@code training.runs}, where all others read it; this service's own part is done when this
   * returns.
   *
   * @param run of any name, also one that no path can hold, {@code ..} say
   */
  @DELETE
  public Response delete(
      @QueryParam("run") String run, @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization)
      throws DatabaseAwayException, InterruptedException {
    Parameters.required("run", run, "the id of the run to delete");
    List<String> known = runs.ids();
    if (!known.contains(run)) {
      throw new RefusedException(
          Reason.UNKNOWN, "there is no run '%s'; there %s".formatted(run, named(known)));
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

  private static String named(List<String> runs) {
    if (runs.isEmpty()) {
      return "is none";
    }
    String named = String.join(", ", runs.subList(0, Math.min(NAMED_AT_MOST, runs.size())));
    return runs.size() > NAMED_AT_MOST
        ? "are %s and %d older ones".formatted(named, runs.size() - NAMED_AT_MOST)
        : "are " + named;
  }

  /** A running replay of this run, or of all. */
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
      throw new UncheckedIOException("the curvature service's list of replays is no JSON", e);
    }
  }
}
