package io.alphascope.aggregator.rest;

import io.alphascope.aggregator.database.DatabaseAwayException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers for failures that are nobody's mistake. */
class Failures {

  @ServerExceptionMapper
  Response databaseAway(DatabaseAwayException away) {
    return Problem.response(
        503,
        "PostgreSQL cannot be used ("
            + away.getMessage()
            + "). Nothing is lost: what comes meanwhile is stored when it can. Try again");
  }
}
