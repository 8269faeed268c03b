package io.alphascope.trainerservice.run;

/** The service does not know its past runs yet, because the broker has not answered so far. */
public final class NotReadyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotReadyException(String message) {
    super(message);
  }
}
