package io.alphascope.aggregator.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The answer to what cannot be answered.
 *
 * @param error cause and remedy, for people
 */
public record Problem(String error) {

  static WebApplicationException badParameter(String name, String found, String allowed) {
    return exception(400, name + " is '" + found + "', but must be " + allowed);
  }

  /** Complains if a parameter is missing. */
  static void required(String name, String value, String allowed) {
    if (value == null || value.isBlank()) {
      throw exception(400, name + " is missing: give " + allowed);
    }
  }

  static WebApplicationException unknownRun(String run) {
    return exception(
        404, "there is no run '" + run + "': GET /api/runs lists those that there are");
  }

  private static WebApplicationException exception(int status, String error) {
    return new WebApplicationException(error, response(status, error));
  }

  static Response response(int status, String error) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new Problem(error))
        .build();
  }
}
