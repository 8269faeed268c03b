package io.alphascope.aggregator.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Replays, which are the curvature service's matter. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class ReplaysResource {

  private static final String REPLAYS = "/replays";

  private final Upstream curvatureService;

  ReplaysResource(Neighbours neighbours) {
    curvatureService = neighbours.curvatureService;
  }

  @GET
  @Path("replays")
  public Response all() throws InterruptedException {
    return curvatureService.get(REPLAYS);
  }

  @GET
  @Path("replays/{replay}")
  public Response one(@PathParam("replay") String replay) throws InterruptedException {
    return curvatureService.get(path(replay));
  }

  @POST
  @Path("replays")
  @Consumes(MediaType.WILDCARD)
  public Response start(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, byte[] request)
      throws InterruptedException {
    return curvatureService.send("POST", REPLAYS, request, authorization);
  }

  @DELETE
  @Path("replays/{replay}")
  public Response cancel(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      @PathParam("replay") String replay)
      throws InterruptedException {
    return curvatureService.send("DELETE", path(replay), null, authorization);
  }

  /** How many steps of each run can be replayed. */
  @GET
  @Path("kept-steps")
  public Response keptSteps() throws InterruptedException {
    return curvatureService.get("/kept-steps");
  }

  private static String path(String replay) {
    return REPLAYS + "/" + Upstream.encoded(replay);
  }
}
