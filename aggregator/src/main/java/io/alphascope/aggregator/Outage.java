package io.alphascope.aggregator;

import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Whether something that the aggregator needs is away, and why. Says so once in the log when it
 * goes and once when it is back. Thread-safe.
 */
public final class Outage {

  private final Logger log;
  private final String what;
  private boolean said;
  private Optional<String> reason = Optional.of("not yet reached");

  /**
   * Of something not yet reached.
   *
   * @param what its name at the start of a sentence, {@code PostgreSQL} say
   */
  public Outage(Logger log, String what) {
    this.log = log;
    this.what = what;
  }

  /**
   * It was not reached.
   *
   * @param because cause and place, in words
   */
  public synchronized void away(String because) {
    reason = Optional.of(because);
    if (!said) {
      said = true;
      log.warnf("%s is away (%s); waiting for it", what, because);
    }
  }

  /** It was reached. */
  public synchronized void back() {
    reason = Optional.empty();
    if (said) {
      said = false;
      log.infof("%s is back", what);
    }
  }

  /** Why it is away; empty if it is there. */
  public synchronized Optional<String> reason() {
    return reason;
  }
}
