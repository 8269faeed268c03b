package io.alphascope.local.failure;

import java.util.Objects;

/**
 * Ends a command with one line for its user: what went wrong, and what to do about it.
 *
 * <p>Thrown for everything that a user can cause or cure; any other exception is a defect.
 */
public class CommandFailure extends RuntimeException {
  private final String remedy;

  /**
   * @param cause what went wrong, naming file, port or option, without a full stop
   * @param remedy what the user can do, without a full stop
   */
  public CommandFailure(String cause, String remedy) {
    super(Objects.requireNonNull(cause));
    this.remedy = Objects.requireNonNull(remedy);
  }

  public CommandFailure(String cause, String remedy, Throwable origin) {
    super(Objects.requireNonNull(cause), origin);
    this.remedy = Objects.requireNonNull(remedy);
  }

  /** Cause and remedy as one line. */
  public String line() {
    return getMessage() + ": " + remedy;
  }
}
