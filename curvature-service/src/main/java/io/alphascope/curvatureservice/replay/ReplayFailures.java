package io.alphascope.curvatureservice.replay;

import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers what is not done with a status and a sentence. */
public class ReplayFailures {

  /**
   * @param error cause and remedy, for people
   */
  public record Problem(String error) {}

  @ServerExceptionMapper
  public RestResponse<Problem> refused(ReplayRefusedException refused) {
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.fromStatusCode(refused.reason().status()),
            new Problem(refused.getMessage()))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .build();
  }
}
