package io.alphascope.trainerservice.rest;

import io.alphascope.trainerservice.run.BusyException;
import io.alphascope.trainerservice.run.NotReadyException;
import io.alphascope.trainerservice.run.RefusedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers mistakes with a status and a sentence. */
public class Mistakes {

  private static final Logger LOG = Logger.getLogger(Mistakes.class);

  /**
   * @param error cause and remedy
   */
  public record Answer(String error) {}

  @ServerExceptionMapper
  public RestResponse<Answer> refused(RefusedException e) {
    return answer(RestResponse.Status.BAD_REQUEST, e.getMessage());
  }

  @ServerExceptionMapper
  public RestResponse<Answer> unknown(UnknownRunException e) {
    return answer(RestResponse.Status.NOT_FOUND, e.getMessage());
  }

  @ServerExceptionMapper
  public RestResponse<Answer> busy(BusyException e) {
    return answer(RestResponse.Status.CONFLICT, e.getMessage());
  }

  @ServerExceptionMapper
  public RestResponse<Answer> notReady(NotReadyException e) {
    return answer(RestResponse.Status.SERVICE_UNAVAILABLE, e.getMessage());
  }

  @ServerExceptionMapper
  public RestResponse<Answer> http(WebApplicationException e) {
    return answer(
        RestResponse.Status.fromStatusCode(e.getResponse().getStatus()),
        e.getMessage()
            + "; there are GET /runs, POST /runs, GET /runs/{run}, DELETE /runs?run={run},"
            + " POST /runs/{run}/stop");
  }

  @ServerExceptionMapper
  public RestResponse<Answer> unforeseen(RuntimeException e) {
    LOG.error("A request failed", e);
    return answer(
        RestResponse.Status.INTERNAL_SERVER_ERROR,
        "The trainer failed at this request (%s); its log says more".formatted(e));
  }

  private static RestResponse<Answer> answer(RestResponse.Status status, String error) {
    return RestResponse.ResponseBuilder.create(status, new Answer(error))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .build();
  }
}
