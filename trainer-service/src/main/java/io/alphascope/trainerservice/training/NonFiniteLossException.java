package io.alphascope.trainerservice.training;

/** The loss became NaN or infinite; the message says at which step, and what to try. */
public final class NonFiniteLossException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String message) {
    super(message);
  }
}
