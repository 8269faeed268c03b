package io.alphascope.service.request;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers a refused request with the status of its reason. */
public class Refusals {

  @ServerExceptionMapper
  public RestResponse<Problem> refused(RefusedException refused) {
    return Problem.response(refused.reason().status(), refused.getMessage());
  }
}
