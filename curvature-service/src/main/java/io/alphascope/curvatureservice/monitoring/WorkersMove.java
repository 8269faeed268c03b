package io.alphascope.curvatureservice.monitoring;

import io.alphascope.curvatureservice.config.CurvatureServiceConfig;
import io.alphascope.curvatureservice.observe.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive unless a worker hangs. Steps that wait for the broker are no sign of it, so the age of
 * unacknowledged records, which the channel could watch, is not looked at.
 */
@Liveness
@ApplicationScoped
public class WorkersMove implements HealthCheck {

  @Inject Workers workers;
  @Inject CurvatureServiceConfig config;

  @Override
  public HealthCheckResponse call() {
    Duration longest = workers.longestOnOneStep();
    return HealthCheckResponse.named("workers")
        .status(longest.compareTo(config.curvature().stuckAfter()) < 0)
        .withData("longest_on_one_step", longest.toString())
        .build();
  }
}
