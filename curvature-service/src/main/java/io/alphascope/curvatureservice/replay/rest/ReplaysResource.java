package io.alphascope.curvatureservice.replay.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.curvatureservice.replay.ReplayEstimate;
import io.alphascope.curvatureservice.replay.Replays;
import io.alphascope.events.ReplayChanged;
import io.alphascope.service.request.Options;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** Starts, lists, shows and cancels replays. */
@Path("/replays")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ReplaysResource {

  @Inject Replays replays;
  @Inject ReplayEstimate estimate;
  @Inject ObjectMapper json;

  /** The newest first. */
  public record ReplayList(List<ReplayView> replays) {}

  @GET
  public ReplayList list() throws InterruptedException {
    return new ReplayList(replays.newestFirst().stream().map(ReplayView::of).toList());
  }

  @GET
  @Path("{replay}")
  public ReplayView show(@PathParam("replay") String replay) throws InterruptedException {
    return ReplayView.of(replays.find(replay));
  }

  /** The body is read here, as the answers of the framework to mistakes say too little. */
  @POST
  @Consumes(MediaType.WILDCARD)
  public RestResponse<ReplayView> start(byte[] body) throws InterruptedException {
    ReplayChanged replay = replays.start(ReplayRequestReader.read(Options.body(json, body)));
    return RestResponse.status(
        RestResponse.Status.CREATED, ReplayView.of(replay, estimate.seconds(replay)));
  }

  /** Observations that were made stay. */
  @DELETE
  @Path("{replay}")
  public ReplayView cancel(@PathParam("replay") String replay) throws InterruptedException {
    return ReplayView.of(replays.cancel(replay));
  }
}
