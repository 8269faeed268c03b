package io.alphascope.trainerservice.training;

/** A training came to a loss that is NaN or infinite; the message says where and what to try. */
public final class NonFiniteLossException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String message) {
    super(message);
  }
}
