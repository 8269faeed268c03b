package io.alphascope.service.availability;

import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Answers of health checks, with the reason. */
public final class CheckResponses {

  private CheckResponses() {}

  /**
   * Up, or down with the data {@code reason}.
   *
   * @param trouble why it is down; empty if it is up
   */
  public static HealthCheckResponse of(String name, Optional<String> trouble) {
    var response = HealthCheckResponse.named(name).status(trouble.isEmpty());
    trouble.ifPresent(reason -> response.withData("reason", reason));
    return response.build();
  }
}
