package io.alphascope.service.request;

/** Something that is asked for and not done. The message gives cause and remedy, for people. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** What is asked for cannot work; asked again, it fails again. */
    MISTAKE(400),
    /** Somebody has to allow it first. */
    FORBIDDEN(403),
    /** There is nothing of that name. */
    UNKNOWN(404),
    /** It cannot be done in the present state. */
    CONFLICT(409),
    /** A dependency does not answer. */
    AWAY(503);

    private final int status;

    Reason(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private final Reason reason;

  /** A mistake in the request. */
  public RefusedException(String message) {
    this(Reason.MISTAKE, message);
  }

  public RefusedException(Reason reason, String message) {
    this(reason, message, null);
  }

  public RefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
