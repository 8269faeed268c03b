package io.alphascope.cli.client;

import java.util.List;

/**
 * How the parts are, and how far they lag.
 *
 * @param stepsLag published steps that the live service has not dealt with yet; null if the broker
 *     could not say
 * @param observationsLag likewise observations not yet in the database
 * @param waitingFor what keeps trainer or curvature service from their work, with the remedy
 */
public record SystemStatus(
    Long stepsLag,
    Long observationsLag,
    String broker,
    String database,
    String trainer,
    String curvatureService,
    List<String> waitingFor) {

  /** Whether the database is known to have every observation. */
  public boolean observationsStored() {
    return observationsLag != null && observationsLag == 0;
  }

  /** Whether, besides, every step is known to be dealt with. */
  public boolean nothingLags() {
    return stepsLag != null && stepsLag == 0 && observationsStored();
  }
}
