package io.alphascope.aggregator;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Whether something that the aggregator needs is away, or there and refusing, and why. Says each
 * once in the log, and once that it is back. That it is not there yet when the aggregator starts is
 * no warning: both may have been started at once. Thread-safe.
 */
public final class Outage {

  private final Logger log;
  private final String what;
  private boolean everReached;
  private boolean saidAway;
  private boolean saidRefused;
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
   * It was not reached; it may come by itself.
   *
   * @param because cause and place, in words
   */
  public synchronized void away(String because) {
    reason = Optional.of(because);
    if (!saidAway) {
      saidAway = true;
      log.logf(
          everReached ? Level.WARN : Level.INFO, "%s is away (%s); waiting for it", what, because);
    }
  }

  /**
   * It was reached and turned us away, which somebody has to mend. Said also if it was away before.
   *
   * @param because cause and remedy, in words
   */
  public synchronized void refused(String because) {
    reason = Optional.of(because);
    if (!saidRefused) {
      saidRefused = true;
      log.errorf("%s refuses the aggregator (%s); trying again", what, because);
    }
  }

  /** It was reached. */
  public synchronized void back() {
    reason = Optional.empty();
    everReached = true;
    if (saidAway || saidRefused) {
      saidAway = false;
      saidRefused = false;
      log.infof("%s is back", what);
    }
  }

  /** Why it cannot be used; empty if it can. */
  public synchronized Optional<String> reason() {
    return reason;
  }
}
