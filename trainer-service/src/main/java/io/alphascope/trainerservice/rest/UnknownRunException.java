package io.alphascope.trainerservice.rest;

/** Nobody has heard of such a run. */
final class UnknownRunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownRunException(String run) {
    super("There is no run '" + run + "'; GET /runs lists those that there are");
  }
}
