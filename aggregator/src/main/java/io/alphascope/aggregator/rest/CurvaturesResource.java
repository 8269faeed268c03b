package io.alphascope.aggregator.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Collectors;

/** Which curvatures there are and what their names mean, which the curvature service knows. */
@Path("/api/curvatures")
@Produces(MediaType.APPLICATION_JSON)
public class CurvaturesResource {

  private final Upstream curvatureService;

  CurvaturesResource(Neighbours neighbours) {
    curvatureService = neighbours.curvatureService;
  }

  @GET
  public Response curvatures(@QueryParam("name") List<String> names) throws InterruptedException {
    String query =
        names.stream()
            .map(name -> "name=" + Upstream.encoded(name))
            .collect(Collectors.joining("&", "?", ""));
    return curvatureService.get("/curvatures" + query);
  }
}
