package io.alphascope.local.supervision;

import java.time.Duration;
import java.util.Optional;

/**
 * Start a dead child again at once, then after pauses that double; give up after too many quick
 * deaths in a row. A death is quick if the child lived shorter than {@code quick}.
 *
 * @param quick below this a life counts as a failed start
 * @param giveUpAfter quick deaths in a row, at least 1
 * @param longestPause limit of the doubling
 */
record RestartPolicy(Duration quick, int giveUpAfter, Duration longestPause) {
  static final RestartPolicy DEFAULT =
      new RestartPolicy(Duration.ofSeconds(20), 5, Duration.ofSeconds(10));

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  boolean isQuick(Duration life) {
    return life.compareTo(quick) < 0;
  }

  /**
   * The pause before the next start, or nothing to give up.
   *
   * @param quickDeaths in a row, the last death included; 0 if that was not quick
   */
  Optional<Duration> pause(int quickDeaths) {
    if (quickDeaths >= giveUpAfter) {
      return Optional.empty();
    }
    if (quickDeaths <= 1) {
      return Optional.of(Duration.ZERO);
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(quickDeaths - 2, 20));
    return Optional.of(pause.compareTo(longestPause) > 0 ? longestPause : pause);
  }
}
