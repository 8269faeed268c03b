package io.alphascope.cli.client;

import io.alphascope.local.failure.CommandFailure;

/** The system answered, but does not do what was asked. */
public final class RefusedException extends CommandFailure {
  private final int status;

  RefusedException(int status, String words) {
    super("Refused", words);
    this.status = status;
  }

  /** HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** Whether asking again may help: a part of the system is away. */
  public boolean isTransient() {
    return status >= 500;
  }
}
