package io.alphascope.service.availability;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Whether something that a service needs is away, or there and refusing, and why. Says each once in
 * the log, and once that it answers again. That it is not there yet when the service starts is no
 * warning: both may have been started at once. Thread-safe.
 */
public final class Outage {

  private final Logger log;
  private final String what;
  private boolean everReached;
  private boolean saidAway;
  private boolean saidRefused;
  private Optional<String> reason;

  /**
   * Of something not yet reached.
   *
   * @param what its name at the start of a sentence, {@code PostgreSQL} say
   */
  public Outage(Logger log, String what) {
    this.log = log;
    this.what = what;
    reason = Optional.of(what + " is not yet reached");
  }

  /**
   * It was not reached; it may come by itself.
   *
   * @param because cause and place, in words
   */
  public synchronized void away(String because) {
    String said = "%s does not answer (%s); waiting for it".formatted(what, because);
    reason = Optional.of(said);
    if (!saidAway) {
      saidAway = true;
      log.log(everReached ? Level.WARN : Level.INFO, said);
    }
  }

  /**
   * It was reached and turned us away, which somebody has to mend. Said also if it was away before.
   *
   * @param because cause and remedy, in words
   */
  public synchronized void refused(String because) {
    String said = "%s refuses this service (%s); trying again".formatted(what, because);
    reason = Optional.of(said);
    if (!saidRefused) {
      saidRefused = true;
      log.error(said);
    }
  }

  /** It was reached. */
  public synchronized void answered() {
    reason = Optional.empty();
    everReached = true;
    if (saidAway || saidRefused) {
      saidAway = false;
      saidRefused = false;
      log.infof("%s answers again", what);
    }
  }

  /** Why it cannot be used, a sentence without its full stop; empty if it can. */
  public synchronized Optional<String> reason() {
    return reason;
  }
}
