package io.alphascope.trainerservice.publishing;

/** The broker refused a record permanently; the message says which and why. */
public final class PublishingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PublishingException(String message, Throwable cause) {
    super(message, cause);
  }
}
