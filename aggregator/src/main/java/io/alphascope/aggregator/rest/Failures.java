package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.service.request.Problem;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers to failures that are not mistakes of the request. */
class Failures {

  @ServerExceptionMapper
  RestResponse<Problem> databaseAway(DatabaseAwayException away) {
    return Problem.response(
        503,
        "PostgreSQL cannot be used ("
            + away.getMessage()
            + "). Nothing is lost: what arrives meanwhile is stored later. Try again");
  }
}
