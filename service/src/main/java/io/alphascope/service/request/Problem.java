package io.alphascope.service.request;

import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The answer to a request that failed or was refused.
 *
 * @param error cause and remedy, for people
 */
public record Problem(String error) {

  /** An answer with this HTTP status. */
  public static RestResponse<Problem> response(int status, String error) {
    return RestResponse.ResponseBuilder.create(
            RestResponse.Status.fromStatusCode(status), new Problem(error))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .build();
  }
}
