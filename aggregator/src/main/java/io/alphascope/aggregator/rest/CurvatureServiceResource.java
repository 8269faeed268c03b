package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.AggregatorConfig;
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
import java.util.List;
import java.util.stream.Collectors;

/** Forwarded to the curvature service: replays, and which curvatures and observables there are. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class CurvatureServiceResource {

  private static final String REPLAYS = "/replays";

  private final Upstream curvatureService;

  CurvatureServiceResource(AggregatorConfig config) {
    curvatureService = Upstream.curvatureService(config);
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

  /** Which curvatures there are, and what the given names mean. */
  @GET
  @Path("curvatures")
  public Response curvatures(@QueryParam("name") List<String> names) throws InterruptedException {
    String query =
        names.stream()
            .map(name -> "name=" + Upstream.encoded(name))
            .collect(Collectors.joining("&", "?", ""));
    return curvatureService.get("/curvatures" + query);
  }

  /** What can be observed beside curvatures. */
  @GET
  @Path("observables")
  public Response observables() throws InterruptedException {
    return curvatureService.get("/observables");
  }

  private static String path(String replay) {
    return REPLAYS + "/" + Upstream.encoded(replay);
  }
}
