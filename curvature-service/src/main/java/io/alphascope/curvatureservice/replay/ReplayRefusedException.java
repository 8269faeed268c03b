package io.alphascope.curvatureservice.replay;

/** A replay that is not begun. The message gives cause and remedy, for people. */
public final class ReplayRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why, in HTTP's terms. */
  enum Reason {
    MISTAKE(400),
    FORBIDDEN(403),
    UNKNOWN(404),
    CONFLICT(409),
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

  ReplayRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  ReplayRefusedException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
