package io.alphascope.service.request;

import java.util.List;

/** A request that is refused. The message gives cause and remedy, for people. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int NAMED_AT_MOST = 20;

  /** Why it is refused. */
  public enum Reason {
    /** The request is wrong; repeated, it fails again. */
    MISTAKE(400),
    /** It needs a permission. */
    FORBIDDEN(403),
    /** There is nothing with that name. */
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

  /**
   * There is no run with this id.
   *
   * @param existing ids of runs, the newest first; at least one
   */
  public static RefusedException unknownRun(String run, List<String> existing) {
    int older = existing.size() - NAMED_AT_MOST;
    return new RefusedException(
        Reason.UNKNOWN,
        "there is no run '%s'; there are %s%s"
            .formatted(
                run,
                String.join(", ", existing.subList(0, Math.min(NAMED_AT_MOST, existing.size()))),
                older > 0 ? " and %d older ones".formatted(older) : ""));
  }

  public Reason reason() {
    return reason;
  }
}
