package io.alphascope.trainerservice.rest;

import io.alphascope.service.request.Problem;
import jakarta.ws.rs.WebApplicationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers what is no request of this service, and what fails, with a status and a sentence. */
public class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class);

  @ServerExceptionMapper
  public RestResponse<Problem> http(WebApplicationException e) {
    return Problem.response(
        e.getResponse().getStatus(),
        e.getMessage()
            + "; there are GET /runs, POST /runs, GET /runs/{run}, DELETE /runs?run={run},"
            + " POST /runs/{run}/stop");
  }

  @ServerExceptionMapper
  public RestResponse<Problem> unforeseen(RuntimeException e) {
    LOG.error("A request failed", e);
    return Problem.response(
        500, "The trainer failed at this request (%s); its log says more".formatted(e));
  }
}
