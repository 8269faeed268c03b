package io.alphascope.cli.client;

import io.alphascope.local.failure.CommandFailure;
import java.io.IOException;

/** The aggregator, or a part behind it, does not answer; it may be starting again. */
public final class AwayException extends CommandFailure {

  AwayException(String url, IOException origin) {
    super(
        "Nothing answers at " + url,
        "start a system with 'alphascope up', or name another with --url",
        origin);
  }

  /**
   * @param words of the aggregator: which part is away
   */
  AwayException(String words) {
    super("Refused", words);
  }
}
