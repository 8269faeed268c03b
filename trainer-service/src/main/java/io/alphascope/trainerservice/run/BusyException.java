package io.alphascope.trainerservice.run;

/** Another run is being trained. */
public final class BusyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BusyException(String message) {
    super(message);
  }
}
