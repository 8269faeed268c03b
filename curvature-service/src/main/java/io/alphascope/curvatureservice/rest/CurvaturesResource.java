package io.alphascope.curvatureservice.rest;

import io.alphascope.curvature.operator.CurvatureName;
import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Lists the known curvatures, and explains names of curvatures. */
@Path("/curvatures")
public class CurvaturesResource {

  @Inject CurvatureServiceConfig config;

  /**
   * @param names to be explained in addition to the suggestions; names that this version does not
   *     know are left out
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public KnownCurvatures curvatures(@QueryParam("name") List<String> names) {
    return KnownCurvatures.of(
        config.curvature().curvatures().stream().map(CurvatureName::toString).toList(), names);
  }
}
