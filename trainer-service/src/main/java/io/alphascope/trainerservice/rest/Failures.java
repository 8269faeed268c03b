package io.alphascope.trainerservice.rest;

import io.alphascope.service.request.Problem;
import jakarta.ws.rs.WebApplicationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers unknown requests, and requests that fail, with a status and a sentence. */
public class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class);

  @ServerExceptionMapper
  public RestResponse<Problem> http(WebApplicationException e) {
    return Problem.response(
        e.getResponse().getStatus(),
        e.getMessage()
            + "; known are GET /runs, POST /runs, GET /runs/{run}, DELETE /runs?run={run},"
            + " POST /runs/{run}/stop");
  }

  @ServerExceptionMapper
  public RestResponse<Problem> unforeseen(RuntimeException e) {
    LOG.error("A request failed", e);
    return Problem.response(
        500, "The request failed in the trainer (%s); see its log".formatted(e));
  }
}
