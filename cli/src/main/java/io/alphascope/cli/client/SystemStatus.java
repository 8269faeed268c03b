package io.alphascope.cli.client;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * How the parts are, and how far they lag.
 *
 * @param stepsLag records of {@code training.steps} that the live service has not dealt with yet;
 *     null if the broker could not say
 * @param observationsLag likewise observations not yet in the database
 * @param waitingFor what keeps trainer or curvature service from their work, with the remedy
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SystemStatus(
    Long stepsLag,
    Long observationsLag,
    String broker,
    String database,
    String trainer,
    String curvatureService,
    List<String> waitingFor) {

  public SystemStatus {
    waitingFor = waitingFor == null ? List.of() : List.copyOf(waitingFor);
  }
}
