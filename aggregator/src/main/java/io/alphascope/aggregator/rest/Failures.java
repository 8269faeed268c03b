package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.database.DatabaseAwayException;
import io.alphascope.service.request.Problem;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers for failures that are nobody's mistake. */
class Failures {

  @ServerExceptionMapper
  RestResponse<Problem> databaseAway(DatabaseAwayException away) {
    return Problem.response(
        503,
        "PostgreSQL cannot be used ("
            + away.getMessage()
            + "). Nothing is lost: what comes meanwhile is stored when it can. Try again");
  }
}
