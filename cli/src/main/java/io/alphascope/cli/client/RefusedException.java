package io.alphascope.cli.client;

import io.alphascope.local.failure.CommandFailure;

/** The system answered, but does not do what was asked. */
public final class RefusedException extends CommandFailure {

  RefusedException(String words) {
    super("Refused", words);
  }
}
