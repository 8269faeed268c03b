package io.alphascope.service.availability;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Whether something that a service needs does not answer or refuses the service, and why. Each is
 * logged once, and so is the first answer after it. It is not a warning if it does not answer when
 * the service starts, because both may have been started together. Thread-safe.
 */
public final class Outage {

  private final Logger log;
  private final String what;
  private boolean everReached;
  private boolean saidAway;
  private boolean saidRefused;
  private Optional<String> reason;

  /**
   * For something that has not answered yet.
   *
   * @param what its name at the start of a sentence, for example {@code PostgreSQL}
   */
  public Outage(Logger log, String what) {
    this.log = log;
    this.what = what;
    reason = Optional.of(what + " has not answered yet");
  }

  /**
   * It did not answer; it may answer later without anybody doing something.
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
   * It answered with a refusal, which somebody has to correct. Logged also if it was away before.
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

  /** It answered. */
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
